// Small pieces that the columns of several kinds are made of.
import { ageOf } from './age.ts';
import type { Container } from '../pods/container.ts';
import type { Column } from '../kind.ts';
import type { KubeObject } from '../object.ts';

type Cell<T extends KubeObject> = Column<T>['cell'];

/** What kubectl prints where there is nothing to print. */
export const NONE = '<none>';

export function column<T extends KubeObject>(name: string, description: string, cell: Cell<T>): Column<T> {
  return { name, type: 'string', format: '', description, priority: 0, cell };
}

/** A column that only `kubectl get -o wide` shows. */
export function wideColumn<T extends KubeObject>(name: string, description: string, cell: Cell<T>): Column<T> {
  return { name, type: 'string', format: '', description, priority: 1, cell };
}

/** A column that says yes or no. */
export function booleanColumn<T extends KubeObject>(name: string, description: string, cell: (object: T) => boolean): Column<T> {
  return { name, type: 'boolean', format: '', description, priority: 0, cell };
}

export function integerColumn<T extends KubeObject>(name: string, description: string, cell: (object: T) => number): Column<T> {
  return { name, type: 'integer', format: '', description, priority: 0, cell };
}

export const nameColumn: Column<KubeObject> = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'The object is found under this name, which is unique among objects of its kind in one namespace.',
  priority: 0,
  cell: (object) => object.metadata.name,
};

export const ageColumn: Column<KubeObject> = column('Age', 'Time since the API server stored the object.', (object, nowUs) =>
  ageOf(object.metadata.creationTimestamp, nowUs),
);

/** Of kinds for which upstream has no printer of its own: the instant instead of the age. */
export const createdAtColumn: Column<KubeObject> = {
  name: 'Created At',
  type: 'date',
  format: '',
  description: 'The instant at which the API server stored the object.',
  priority: 0,
  cell: (object) => object.metadata.creationTimestamp ?? NEVER,
};

/** What Go prints of the instant of an object that was never stored. */
const NEVER = '0001-01-01T00:00:00Z';

/** `a,b,c` of container names or images. */
export function joinContainers(containers: readonly Container[] | undefined, part: (container: Container) => string | undefined): string {
  return (containers ?? []).map((container) => part(container) ?? '').join(',');
}

/**
 * `key=value` pairs, as selectors of services are printed: in the order of the pairs, so that `a.b=1` stands before `a=1`.
 * Models labels.FormatLabels.
 */
export function joinLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? NONE : pairs.sort().join(',');
}
