// Every request a resource answers, as facts that both OpenAPI versions are written from.
// Models apiserver/pkg/endpoints/installer.go.
// Simplified: without the deprecated watch paths, and with parameters described in few words.
import type { Kind } from '../../api/kind.ts';
import { resourceFacts, type SubresourceFacts } from '../discovery/resources.ts';
import { kindTypes, typeFields } from '../../api/generated/schemas.ts';
import type { GroupVersionKind } from './schemas.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete' | 'patch';
  readonly action: string;
  readonly operationId: string;
  readonly description: string;
  readonly gvk: GroupVersionKind;
  readonly parameters: readonly Parameter[];
  /** A type of the generated schemas, `DeleteOptions` or `Patch`. */
  readonly body: string | undefined;
  /** The type of the answer, its list, a Status, or plain text. */
  readonly answers: { readonly type: string; readonly as: 'object' | 'list' | 'status' | 'text' };
  readonly codes: readonly number[];
}

export interface PathItem {
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly operations: readonly Operation[];
}

const query = (name: string, type: Parameter['type'], description: string): Parameter => ({ name, in: 'query', type, description });
const inPath = (name: string, description: string): Parameter => ({ name, in: 'path', type: 'string', description });

const PRETTY = query('pretty', 'string', 'Whether the answer is indented for people to read.');
const NAMESPACE = inPath('namespace', 'The namespace.');
const DRY_RUN = query('dryRun', 'string', 'All: the request goes through every stage, and nothing is stored.');
const WRITE = [
  DRY_RUN,
  query('fieldManager', 'string', 'Who owns the fields that are set.'),
  query('fieldValidation', 'string', 'What becomes of unknown and duplicate fields: Ignore, Warn or Strict.'),
];
const FORCE = query('force', 'boolean', 'Whether an apply takes over fields that others own.');
const SELECT = [
  query('continue', 'string', 'Where the page begins, as the last page said.'),
  query('fieldSelector', 'string', 'Only objects with these values of fields.'),
  query('labelSelector', 'string', 'Only objects with these labels.'),
  query('limit', 'integer', 'How many objects a page holds at most.'),
  query('resourceVersion', 'string', 'How new the answer has to be.'),
  query('resourceVersionMatch', 'string', 'Exact or NotOlderThan.'),
  query('sendInitialEvents', 'boolean', 'Whether a watch begins with what is there.'),
  query('timeoutSeconds', 'integer', 'When a list or watch ends at the latest.'),
];
const LIST = sorted([
  ...SELECT,
  query('allowWatchBookmarks', 'boolean', 'Whether a watch may tell of versions at which nothing changed.'),
  query('watch', 'boolean', 'Whether changes follow.'),
]);
const DELETE = [
  DRY_RUN,
  query('gracePeriodSeconds', 'integer', 'How long the object may take to end.'),
  query('ignoreStoreReadErrorWithClusterBreakingPotential', 'boolean', 'Whether an unreadable object is removed all the same.'),
  query('orphanDependents', 'boolean', 'The older form of propagationPolicy.'),
  query('propagationPolicy', 'string', 'What becomes of dependents: Orphan, Background or Foreground.'),
];
const DELETE_COLLECTION = sorted([...SELECT, ...DELETE]);

/** Paths of one kind, in no order. */
export function pathsOf(kind: Kind): readonly PathItem[] {
  const { basePath, plural, namespaced } = kind;
  const writer = new Describer(kind);
  const root = namespaced ? `${basePath}/namespaces/{namespace}/${plural}` : `${basePath}/${plural}`;
  const scope = namespaced ? [NAMESPACE] : [];
  const named = [inPath('name', `Name of the ${kind.kind}.`), ...scope, PRETTY];
  const { subresources } = resourceFacts(kind);
  const items: PathItem[] = [
    { path: root, parameters: [...scope, PRETTY], operations: writer.collection() },
    { path: `${root}/{name}`, parameters: named, operations: writer.item() },
    ...subresources.map((facts) => ({ path: `${root}/{name}/${facts.name}`, parameters: named, operations: writer.subresource(facts) })),
  ];
  if (namespaced) items.push({ path: `${basePath}/${plural}`, parameters: [PRETTY], operations: writer.everywhere() });
  return items.filter(({ operations }) => operations.length > 0).map(sharing);
}

/** What every operation of a path takes stands with the path. */
function sharing({ path, parameters, operations }: PathItem): PathItem {
  const [first, ...others] = operations;
  const shared = (first?.parameters ?? []).filter((one) => others.every((operation) => operation.parameters.includes(one)));
  const own = operations.map((operation) => ({ ...operation, parameters: operation.parameters.filter((one) => !shared.includes(one)) }));
  return { path, parameters: sorted([...parameters, ...shared]), operations: own };
}

class Describer {
  readonly #kind: Kind;
  readonly #type: string;
  readonly #verbs: ReadonlySet<string>;

  constructor(kind: Kind) {
    this.#kind = kind;
    this.#type = kindTypes[`${kind.apiVersion}/${kind.kind}`] ?? kind.kind;
    this.#verbs = new Set(resourceFacts(kind).verbs);
  }

  collection(): readonly Operation[] {
    const { kind } = this.#kind;
    const operations: Operation[] = [];
    if (this.#verbs.has('list')) operations.push(this.#list(this.#id('list'), LIST));
    if (this.#verbs.has('create')) {
      const about = { method: 'post', action: 'post', operationId: this.#id('create'), description: `create ${article(kind)}` } as const;
      operations.push(this.#operation({ ...about, parameters: WRITE, body: this.#type, codes: [200, 201, 202] }));
    }
    if (this.#verbs.has('deletecollection')) {
      const about = { method: 'delete', action: 'deletecollection', description: `delete collection of ${kind}` } as const;
      const answers = { type: 'Status', as: 'status' } as const;
      const operationId = this.#id('delete', 'Collection');
      operations.push(this.#operation({ ...about, operationId, parameters: DELETE_COLLECTION, body: 'DeleteOptions', answers }));
    }
    return operations;
  }

  everywhere(): readonly Operation[] {
    return this.#verbs.has('list') ? [this.#list(`${this.#id('list', '', false)}ForAllNamespaces`, LIST)] : [];
  }

  item(): readonly Operation[] {
    const { kind, showsDeleted = false } = this.#kind;
    const operations: Operation[] = [];
    if (this.#verbs.has('get')) operations.push(this.#read('', kind, {}));
    if (this.#verbs.has('update')) operations.push(this.#replace('', kind, {}));
    if (this.#verbs.has('delete')) {
      const about = {
        method: 'delete',
        action: 'delete',
        operationId: this.#id('delete'),
        description: `delete ${article(kind)}`,
      } as const;
      const answers = showsDeleted ? ({ type: this.#type, as: 'object' } as const) : ({ type: 'Status', as: 'status' } as const);
      operations.push(this.#operation({ ...about, parameters: DELETE, body: 'DeleteOptions', answers, codes: [200, 202] }));
    }
    if (this.#verbs.has('patch')) operations.push(this.#patch('', kind, {}));
    return operations;
  }

  subresource({ name, verbs, speaks, text }: SubresourceFacts): readonly Operation[] {
    const { group, version, kind } = this.#kind;
    const suffix = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    const gvk = { group: speaks.group ?? group, version: speaks.version ?? version, kind: speaks.kind };
    const type = speaks.kind === kind ? this.#type : bodyType(gvk);
    const asked = text?.map((parameter) => query(parameter.name, parameter.type, parameter.description));
    const spoken: Partial<Operation> =
      asked === undefined ? { gvk, answers: { type, as: 'object' } } : { gvk, answers: { type, as: 'text' }, parameters: asked };
    const operations: Operation[] = [];
    if (verbs.includes('get')) operations.push(this.#read(suffix, `${name} of the specified ${kind}`, spoken));
    if (verbs.includes('update')) operations.push(this.#replace(suffix, `${name} of the specified ${kind}`, { ...spoken, body: type }));
    if (verbs.includes('create')) {
      const about = { method: 'post', action: 'post', operationId: this.#id('create', '', undefined, suffix) } as const;
      const description = `create ${name} of ${article(kind)}`;
      operations.push(this.#operation({ ...spoken, ...about, description, parameters: WRITE, body: type, codes: [200, 201, 202] }));
    }
    if (verbs.includes('patch')) operations.push(this.#patch(suffix, `${name} of the specified ${kind}`, spoken));
    return operations;
  }

  #list(operationId: string, parameters: readonly Parameter[]): Operation {
    const answers = { type: this.#type, as: 'list' } as const;
    const description = `list or watch objects of kind ${this.#kind.kind}`;
    return this.#operation({ method: 'get', action: 'list', operationId, description, parameters, answers });
  }

  #read(suffix: string, what: string, more: Partial<Operation>): Operation {
    const operationId = this.#id('read', '', undefined, suffix);
    return this.#operation({
      ...more,
      method: 'get',
      action: 'get',
      operationId,
      description: `read ${suffix === '' ? 'the specified ' : ''}${what}`,
    });
  }

  #replace(suffix: string, what: string, more: Partial<Operation>): Operation {
    const about = { method: 'put', action: 'put', operationId: this.#id('replace', '', undefined, suffix) } as const;
    const description = `replace ${suffix === '' ? 'the specified ' : ''}${what}`;
    return this.#operation({ body: this.#type, ...more, ...about, description, parameters: WRITE, codes: [200, 201] });
  }

  #patch(suffix: string, what: string, more: Partial<Operation>): Operation {
    const about = { method: 'patch', action: 'patch', operationId: this.#id('patch', '', undefined, suffix) } as const;
    const description = `partially update ${suffix === '' ? 'the specified ' : ''}${what}`;
    return this.#operation({ ...more, ...about, description, parameters: [...WRITE, FORCE], body: 'Patch', codes: [200, 201] });
  }

  #operation(given: Partial<Operation> & Pick<Operation, 'method' | 'action' | 'operationId' | 'description'>): Operation {
    const { group, version, kind } = this.#kind;
    const answers = { type: this.#type, as: 'object' } as const;
    return { gvk: { group, version, kind }, parameters: [], body: undefined, answers, codes: [200], ...given };
  }

  /** `createAppsV1NamespacedDeploymentScale`. */
  #id(verb: string, before = '', namespaced = this.#kind.namespaced, after = ''): string {
    const { group, version, kind } = this.#kind;
    return `${verb}${groupWord(group)}${capital(version)}${before}${namespaced ? 'Namespaced' : ''}${kind}${after}`;
  }
}

/** `Core`, `Apps`, `RbacAuthorization`: the group without the domain that is upstream's own. */
function groupWord(group: string): string {
  return group === '' ? 'Core' : tagOf(group).split('_').map(capital).join('');
}

/** `core`, `apps`, `rbacAuthorization` as operations are tagged, before the version. */
export function tagOf(group: string): string {
  if (group === '') return 'core';
  const [first = '', ...rest] = group.replace(/\.k8s\.io$/, '').split('.');
  return first + rest.map(capital).join('');
}

function article(kind: string): string {
  return `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function bodyType({ group, kind }: GroupVersionKind): string {
  const own = `${group.split('.')[0]}.${kind}`;
  return typeFields[own] === undefined ? kind : own;
}

function capital(word: string): string {
  return `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
}

function sorted(parameters: readonly Parameter[]): readonly Parameter[] {
  return [...parameters].sort((left, right) => (left.name < right.name ? -1 : 1));
}
