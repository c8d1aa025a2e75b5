// IngressClass: which controller serves the Ingresses that name it.
import { NONE, ageColumn, column, nameColumn } from '../columns/columns.ts';
import { deepEqual } from '../equal.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import { beginGeneration, countGeneration } from '../strategy.ts';
import { validateIngressClass, validateIngressClassUpdate } from '../validate/ingress.ts';

export interface IngressClassParameters {
  readonly apiGroup?: string;
  readonly kind: string;
  readonly name: string;
  readonly scope?: 'Cluster' | 'Namespace';
  readonly namespace?: string;
}

export interface IngressClass extends KubeObject {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'IngressClass';
  readonly spec: { readonly controller: string; readonly parameters?: IngressClassParameters };
}

export const ingressClasses: Kind<IngressClass> = defineKind<IngressClass>({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  singular: 'ingressclass',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: [],
  rechecksMetadata: true,
  setDefaults: (ingressClass) => {
    const draft = ingressClass as { spec?: { controller: string; parameters?: { scope?: string } } };
    draft.spec ??= { controller: '' };
    if (draft.spec.parameters !== undefined) draft.spec.parameters.scope ??= 'Cluster';
  },
  prepareForCreate: beginGeneration,
  prepareForUpdate: (next, previous) => countGeneration(next, previous, !deepEqual(next.spec, previous.spec)),
  validate: validateIngressClass,
  validateUpdate: validateIngressClassUpdate,
  columns: [
    nameColumn,
    column('Controller', 'Who serves it.', ({ spec }) => spec.controller),
    column('Parameters', 'An object with further settings.', ({ spec: { parameters } }) =>
      parameters === undefined
        ? NONE
        : `${parameters.kind}${parameters.apiGroup === undefined ? '' : `.${parameters.apiGroup}`}/${parameters.name}`,
    ),
    ageColumn,
  ],
});
