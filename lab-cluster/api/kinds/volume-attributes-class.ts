// VolumeAttributesClass: qualities of a volume that can be changed while it is in use, such as its speed.
import { ageColumn, column, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { validateAttributesClass, validateAttributesClassUpdate } from '../validate/storage.ts';

export interface VolumeAttributesClass extends KubeObject {
  readonly apiVersion: 'storage.k8s.io/v1';
  readonly kind: 'VolumeAttributesClass';
  readonly driverName: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

const DEFAULT_MARK = 'volumeattributesclass.alpha.kubernetes.io/is-default-class';

export const volumeAttributesClasses: Kind<VolumeAttributesClass> = defineKind<VolumeAttributesClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  singular: 'volumeattributesclass',
  shortNames: ['vac'],
  categories: [],
  namespaced: false,
  simplified: 'Stored and checked as in Kubernetes; nothing modifies volumes yet.',
  showsDeleted: true,
  subresources: [],
  rechecksMetadata: true,
  validate: validateAttributesClass,
  validateUpdate: validateAttributesClassUpdate,
  columns: [
    {
      ...nameColumn,
      cell: ({ metadata }) => `${metadata.name}${metadata.annotations?.[DEFAULT_MARK] === 'true' ? ' (default)' : ''}`,
    },
    column('DriverName', 'The driver that knows these parameters.', ({ driverName }) => driverName ?? ''),
    ageColumn,
  ],
});
