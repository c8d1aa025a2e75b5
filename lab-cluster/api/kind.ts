// What one kind of object is: names, schema, defaults, validation, columns. One file in kinds/ defines one.
import type { KubeObject } from './object.ts';
import type { FieldError } from './field.ts';
import type { UserInfo } from './request.ts';

export type ResourceVerb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

/** A table column as `kubectl get` prints it. Priority 0 always, 1 only with -o wide. */
export interface Column<T extends KubeObject> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  readonly format?: string;
  readonly description: string;
  readonly priority: number;
  /** `nowUs`: the lab's virtual instant, for ages. Of odd objects, too: what is missing is printed as upstream prints it. */
  cell(object: T, nowUs: number): string | number | boolean;
}

/** What is true of a row as a whole, for programs that read tables. */
export interface RowCondition {
  readonly type: 'Completed';
  readonly status: 'True';
  readonly reason: string;
  readonly message: string;
}

/** Another version of the same kind, and the way between the two. */
export interface StoredAs<T extends KubeObject> {
  readonly kind: Kind;
  /** May take parts of its argument over, which is private. */
  toStored(object: T): KubeObject;
  /** Must leave its argument alone, which is shared. */
  fromStored(stored: KubeObject): T;
}

/** How the server treats one kind. The functions are methods so that any Kind<T> is a Kind. */
export interface KindDefinition<T extends KubeObject> {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Where the lab does less than Kubernetes, in a sentence a learner reads; absent: faithful. */
  readonly simplified?: string;
  /** Each has its file in apiserver/subresources/. */
  readonly subresources: readonly string[];
  /** What clients may do with it; absent: all that stored objects allow. */
  readonly verbs?: readonly ResourceVerb[];
  /** Not kept in etcd: each request is answered by a file in apiserver/computed/. */
  readonly computed?: boolean;
  /** Strategy AllowCreateOnUpdate: a PUT to a name that is not there creates it. */
  readonly createOnUpdate?: boolean;
  /** Strategy AllowUnconditionalUpdate: a PUT without resourceVersion overwrites whatever is there. Absent means yes. */
  readonly unconditionalUpdate?: boolean;
  /** Fills what the caller left out (pkg/apis/…/defaults.go). Gets a private copy and may change it. */
  setDefaults?(object: T): void;
  /**
   * Storage BeginCreate and BeginUpdate as far as no allocator is needed: keeps what was assigned before, fills fields that nobody
   * owns. What it finds wrong ends the request before any other rule is asked. May change `next`, which must be private.
   */
  beginWrite?(next: T, previous: T | undefined): readonly FieldError[];
  /**
   * Strategy PrepareForCreate: drops what a creator may not set (status), sets generation. May change its argument.
   * `requester`: who creates it, where a request does.
   */
  prepareForCreate?(object: T, requester?: UserInfo): void;
  /** Strategy PrepareForUpdate: keeps what an updater may not change, raises generation. May change `next`. */
  prepareForUpdate?(next: T, previous: T): void;
  /**
   * Strategy PrepareForUpdate of the status subresource: only status (and metadata that status writers may set) changes.
   * `now` is the instant as a timestamp.
   */
  prepareForStatusUpdate?(next: T, previous: T, now: string): void;
  /** Beyond the schema and object metadata: every broken rule, in upstream's order and words (pkg/apis/…/validation). */
  validate?(object: T): readonly FieldError[];
  validateUpdate?(next: T, previous: T): readonly FieldError[];
  /** Rules of the status subresource; absent: those of any update. */
  validateStatusUpdate?(next: T, previous: T): readonly FieldError[];
  /** Rules for metadata.name; the default is a DNS-1123 subdomain. */
  readonly nameRule?: 'dns1123-subdomain' | 'dns1123-label' | 'dns1035-label' | 'path-segment' | 'ip-address';
  /** An object of this kind that has no name is given a random one by its strategy. */
  readonly namesItself?: boolean;
  /** Whether the kind's own validation looks at metadata, as nearly all do; if not, only the generic part does, and last. */
  readonly checksMetadata?: boolean;
  /** Served in this version, stored in another. `columns` and `selectableFields` then get the stored object. */
  readonly storedAs?: StoredAs<T>;
  /** What other subresources may change, and by which rules. */
  readonly subresourceRules?: Readonly<Record<string, SubresourceRules<T>>>;
  /** Upstream's update validation of this kind holds metadata against the rules for creation once more. */
  readonly rechecksMetadata?: boolean;
  /** What is accepted but should be written otherwise (WarningsOnCreate; with `previous`, WarningsOnUpdate). */
  warnings?(object: T, previous?: T): readonly string[];
  /** The same of the status subresource. */
  statusWarnings?(object: T): readonly string[];
  /** The same of a new object before prepareForCreate has seen it. */
  arrivalWarnings?(object: T): readonly string[];
  /** The kind is on its way out: `deprecated in v1.33+; use …`. Every answer about it says so. */
  readonly deprecated?: string;
  /** One without a name has cells and no heading. */
  readonly columns: readonly Column<T>[];
  rowConditions?(object: T): readonly RowCondition[];
  /** The order of rows, where it is another than that of names. */
  rowOrder?(left: T, right: T): number;
  /** Values that field selectors can match beyond metadata.name and metadata.namespace, for example spec.nodeName. */
  selectableFields?(object: T): Readonly<Record<string, string>>;
  /** A field that many select by, each with a value of his own: watches and pages are kept by it. Models IndexerFuncs. */
  readonly index?: { readonly field: string; value(object: T): string };
  /** How long an object is kept; absent: until somebody deletes it. */
  readonly ttlSeconds?: number;
  /** What answers the delete that ends it: the object, not a Status. Models ReturnDeletedObject. */
  readonly showsDeleted?: boolean;
  /** A first delete only marks it; what is inside goes before it, and holds it. Models pkg/registry/core/namespace/storage. */
  readonly emptiedFirst?: { mark(object: T): T; isHeld(object: T): boolean };
  /** Seconds a delete waits for the node to finish (pods); absent means objects go at once. */
  deletionGraceSeconds?(object: T, asked: number | undefined): number;
  /** What deletes do with dependants when the caller does not say; Unsupported: whatever he says, there are none. */
  readonly defaultPropagation?: 'Background' | 'Orphan' | 'Unsupported';
  /** What the caller of such a delete should know. */
  readonly propagationWarning?: string;
}

/** The strategy of one subresource that writes the object itself. */
export interface SubresourceRules<T extends KubeObject = KubeObject> {
  /** Drops what the subresource may not change. May change `next`. `now` is the instant as a timestamp. */
  prepare(next: T, previous: T, now: string): void;
  validate(next: T, previous: T): readonly FieldError[];
}

/** A registered kind: the definition with what follows from it. Use it as a typed token: `client.get(ctx, pods, …)`. */
export interface Kind<T extends KubeObject = KubeObject> extends KindDefinition<T> {
  /** `v1` or `apps/v1`. */
  readonly apiVersion: string;
  /** `/api/v1` or `/apis/apps/v1`. */
  readonly basePath: string;
  /** `deployments.apps`; for the core group just the plural. */
  readonly resource: string;
}

/** Registers nothing by itself: add the result to `registry.ts`, one line. */
export function defineKind<T extends KubeObject>(definition: KindDefinition<T>): Kind<T> {
  const { group, version, plural } = definition;
  return Object.freeze({
    ...definition,
    apiVersion: group === '' ? version : `${group}/${version}`,
    basePath: group === '' ? `/api/${version}` : `/apis/${group}/${version}`,
    resource: group === '' ? plural : `${plural}.${group}`,
  });
}

/** Path of a collection or object. */
export function pathOf(kind: Kind, namespace: string | undefined, name?: string, subresource?: string): string {
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : '';
  return `${kind.basePath}${scope}/${kind.plural}${name === undefined ? '' : `/${name}`}${subresource === undefined ? '' : `/${subresource}`}`;
}
