// Live copies of what is being looked at: one watch per resource while somebody holds it, indexed by namespace, owner and node.
import type { KubeObject, WatchEvent } from '../../lab-cluster/index.ts';
import { Emitter, type Subscription } from '../lab/emitter.ts';
import type { KubeApi, WatchSession } from '../../lab-cluster/kubectl/kube-api.ts';
import { collectionPath, resourceByPlural } from '../../lab-cluster/kubectl/resources.ts';
import { trim } from './trim.ts';

export interface Change {
  readonly plural: string;
  readonly type: 'added' | 'changed' | 'deleted';
  readonly object: KubeObject;
  readonly previous?: KubeObject;
  /** Nobody was seen deleting it: the watch was lost, or history is another one now. */
  readonly lost?: true;
}

/** How long a watch that closed waits before it is opened again, so that a server that refuses is not hammered. */
const reopenMs = 500;
/** How long objects that a reopened watch has not shown again are still believed. */
const graceMs = 1000;

interface Held {
  holders: number;
  readonly objects: Map<string, KubeObject>;
  /** `namespace:default`, `unowned:default`, `owner:UID`, `node:NAME` → keys. */
  readonly index: Map<string, Set<string>>;
  /** What there was has come: an object that is not here is not in the cluster. */
  isListed: boolean;
  /** Keys known from a closed watch and not seen since. */
  readonly stale: Set<string>;
  session: WatchSession | undefined;
  timer: NodeJS.Timeout | undefined;
}

function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

export class LiveStore {
  readonly #api: KubeApi;
  readonly #held = new Map<string, Held>();
  readonly #changes = new Emitter<readonly Change[]>();
  readonly #listings = new Emitter<string>();
  #connected = false;

  constructor(api: KubeApi) {
    this.#api = api;
  }

  readonly onChange = this.#changes.event;
  /** The objects of this resource, asked for by `hold`, are here. */
  readonly onListed = this.#listings.event;

  /** A cluster answers now: opens the watches that are held. */
  connect(): void {
    this.#connected = true;
    for (const [plural, held] of this.#held) this.#open(plural, held);
  }

  /** There is no cluster any more: everything known is gone. */
  disconnect(): void {
    this.#connected = false;
    for (const [plural, held] of this.#held) {
      this.#close(held);
      held.isListed = false;
      this.#drop(plural, held, [...held.objects.keys()]);
    }
  }

  /** Keeps a live copy of these resources until disposed. */
  hold(...plurals: readonly string[]): Subscription {
    for (const plural of plurals) this.#holdOne(plural);
    let done = false;
    return {
      dispose: () => {
        if (done) return;
        done = true;
        for (const plural of plurals) this.#release(plural);
      },
    };
  }

  /** False while it is not known yet what there is. */
  isListed(plural: string): boolean {
    return this.#held.get(plural)?.isListed ?? false;
  }

  get(plural: string, key: string): KubeObject | undefined {
    return this.#held.get(plural)?.objects.get(key);
  }

  list(plural: string): readonly KubeObject[] {
    return [...(this.#held.get(plural)?.objects.values() ?? [])];
  }

  count(plural: string): number {
    return this.#held.get(plural)?.objects.size ?? 0;
  }

  inNamespace(plural: string, namespace: string): readonly KubeObject[] {
    return this.#indexed(plural, `namespace:${namespace}`);
  }

  countInNamespace(plural: string, namespace: string): number {
    return this.#held.get(plural)?.index.get(`namespace:${namespace}`)?.size ?? 0;
  }

  /** Objects of a namespace that no Deployment or ReplicaSet owns. */
  unowned(plural: string, namespace: string): readonly KubeObject[] {
    return this.#indexed(plural, `unowned:${namespace}`);
  }

  /** The objects of a namespace that changed last, newest first. */
  newest(plural: string, namespace: string, limit: number): readonly KubeObject[] {
    const held = this.#held.get(plural);
    const keys = held?.index.get(`namespace:${namespace}`);
    if (held === undefined || keys === undefined) return [];
    // A change takes a key out and puts it in again, so the last ones are the newest.
    let skip = keys.size - limit;
    const found: KubeObject[] = [];
    for (const key of keys) {
      const object = skip-- > 0 ? undefined : held.objects.get(key);
      if (object !== undefined) found.push(object);
    }
    return found.reverse();
  }

  ownedBy(plural: string, uid: string): readonly KubeObject[] {
    return this.#indexed(plural, `owner:${uid}`);
  }

  onNode(node: string): readonly KubeObject[] {
    return this.#indexed('pods', `node:${node}`);
  }

  #indexed(plural: string, entry: string): readonly KubeObject[] {
    const held = this.#held.get(plural);
    const keys = held?.index.get(entry);
    if (held === undefined || keys === undefined) return [];
    return [...keys].map((key) => held.objects.get(key)).filter((object) => object !== undefined);
  }

  #holdOne(plural: string): void {
    let held = this.#held.get(plural);
    if (held === undefined) {
      held = { holders: 0, objects: new Map(), index: new Map(), isListed: false, stale: new Set(), session: undefined, timer: undefined };
      this.#held.set(plural, held);
      if (this.#connected) this.#open(plural, held);
    }
    held.holders += 1;
  }

  #release(plural: string): void {
    const held = this.#held.get(plural);
    if (held === undefined || --held.holders > 0) return;
    this.#close(held);
    this.#held.delete(plural);
  }

  #open(plural: string, held: Held): void {
    const resource = resourceByPlural(plural);
    if (resource === undefined || held.session !== undefined) return;
    held.session = this.#api.watch(collectionPath(resource), {
      frames: (frames) => this.#receive(plural, held, frames),
      closed: () => this.#reopen(plural, held),
    });
  }

  #close(held: Held): void {
    clearTimeout(held.timer);
    held.timer = undefined;
    held.session?.cancel();
    held.session = undefined;
  }

  #reopen(plural: string, held: Held): void {
    held.session = undefined;
    if (!this.#connected || this.#held.get(plural) !== held) return;
    for (const key of held.objects.keys()) held.stale.add(key);
    clearTimeout(held.timer);
    held.timer = setTimeout(() => {
      this.#open(plural, held);
      held.timer = setTimeout(() => this.#drop(plural, held, [...held.stale]), graceMs);
    }, reopenMs);
  }

  #drop(plural: string, held: Held, keys: readonly string[]): void {
    held.stale.clear();
    const changes: Change[] = [];
    for (const key of keys) {
      const object = held.objects.get(key);
      if (object === undefined) continue;
      this.#remove(held, key, object);
      changes.push({ plural, type: 'deleted', object, lost: true });
    }
    if (changes.length > 0) this.#changes.fire(changes);
  }

  #receive(plural: string, held: Held, frames: readonly WatchEvent[]): void {
    const changes: Change[] = [];
    for (const frame of frames) {
      if (frame.type === 'ERROR' || frame.type === 'BOOKMARK') continue;
      const key = keyOf(frame.object);
      const previous = held.objects.get(key);
      held.stale.delete(key);
      if (previous !== undefined) this.#remove(held, key, previous);
      if (frame.type === 'DELETED') {
        changes.push({ plural, type: 'deleted', object: previous ?? trim(plural, frame.object) });
        continue;
      }
      const object = trim(plural, frame.object);
      held.objects.set(key, object);
      for (const entry of entriesOf(object)) addTo(held.index, entry, key);
      changes.push(previous === undefined ? { plural, type: 'added', object } : { plural, type: 'changed', object, previous });
    }
    if (changes.length > 0) this.#changes.fire(changes);
    if (held.isListed) return;
    held.isListed = true;
    this.#listings.fire(plural);
  }

  #remove(held: Held, key: string, object: KubeObject): void {
    held.objects.delete(key);
    for (const entry of entriesOf(object)) {
      const keys = held.index.get(entry);
      keys?.delete(key);
      if (keys?.size === 0) held.index.delete(entry);
    }
  }
}

function entriesOf(object: KubeObject): readonly string[] {
  const { namespace, ownerReferences } = object.metadata;
  const owner = ownerReferences?.find((reference) => reference.controller === true);
  const { spec } = object as KubeObject & { readonly spec?: { readonly nodeName?: string } };
  const entries: string[] = [];
  if (namespace !== undefined) {
    entries.push(`namespace:${namespace}`);
    if (owner?.kind !== 'ReplicaSet' && owner?.kind !== 'Deployment') entries.push(`unowned:${namespace}`);
  }
  if (owner !== undefined) entries.push(`owner:${owner.uid}`);
  if (spec?.nodeName !== undefined) entries.push(`node:${spec.nodeName}`);
  return entries;
}

function addTo(index: Map<string, Set<string>>, entry: string, key: string): void {
  const keys = index.get(entry);
  if (keys === undefined) index.set(entry, new Set([key]));
  else keys.add(key);
}
