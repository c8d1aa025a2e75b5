// PodTemplate: a template with a name of its own. Nothing in the cluster acts on it.
import { column, joinContainers, joinLabels, nameColumn } from '../columns/columns.ts';
import { setTemplateDefaults } from '../defaults/workload.ts';
import { deepEqual } from '../equal.ts';
import type { FieldError } from '../field.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { beginGeneration, countGeneration } from '../strategy.ts';
import { validatePodTemplate } from '../validate/pod.ts';
import { warningsOfPodTemplate } from '../warnings/workload-warnings.ts';

export interface PodTemplate extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'PodTemplate';
  readonly template: PodTemplateSpec;
}

export const podTemplates: Kind<PodTemplate> = defineKind<PodTemplate>({
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  shortNames: [],
  categories: [],
  namespaced: true,
  showsDeleted: true,
  subresources: [],
  setDefaults: (object) => setTemplateDefaults(object as { template?: unknown }),
  prepareForCreate: beginGeneration,
  prepareForUpdate: (next, previous) => countGeneration(next, previous, !deepEqual(next.template, previous.template)),
  validate: ({ template }) => {
    const errors: FieldError[] = [];
    validatePodTemplate(errors, 'template', template);
    return errors;
  },
  warnings: warningsOfPodTemplate,
  columns: [
    nameColumn,
    column('Containers', 'Containers in the template.', ({ template }) => joinContainers(template.spec.containers, (one) => one.name)),
    column('Images', 'Images in the template.', ({ template }) => joinContainers(template.spec.containers, (one) => one.image)),
    column('Pod Labels', 'Labels its pods would have.', ({ template }) => joinLabels(template.metadata?.labels)),
  ],
});
