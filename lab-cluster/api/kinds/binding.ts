// Binding: which node a pod goes to. It is obeyed and not kept; the scheduler sends its own to pods/binding.
import { type Kind, defineKind } from '../kind.ts';
import { nameColumn } from '../columns/columns.ts';
import type { KubeObject } from '../object.ts';
import type { ObjectReference } from '../object-reference.ts';

export interface Binding extends KubeObject {
  readonly apiVersion: 'v1';
  readonly kind: 'Binding';
  readonly target: ObjectReference;
}

export const bindings: Kind<Binding> = defineKind<Binding>({
  group: '',
  version: 'v1',
  kind: 'Binding',
  plural: 'bindings',
  singular: 'binding',
  shortNames: [],
  categories: [],
  namespaced: true,
  computed: true,
  verbs: ['create'],
  subresources: [],
  columns: [nameColumn],
});
