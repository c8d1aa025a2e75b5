// The columns that every kind with a pod template has: names and images of its containers.
import { joinContainers, wideColumn } from './columns.ts';
import type { Column } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';

export function templateColumns<T extends KubeObject>(templateOf: (object: T) => PodTemplateSpec | undefined): readonly Column<T>[] {
  return [
    wideColumn('Containers', 'Containers in the template.', (object) =>
      joinContainers(templateOf(object)?.spec.containers, (one) => one.name),
    ),
    wideColumn('Images', 'Images in the template.', (object) => joinContainers(templateOf(object)?.spec.containers, (one) => one.image)),
  ];
}
