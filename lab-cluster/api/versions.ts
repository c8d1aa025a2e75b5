// A kind that is served in more than one version and stored in one: what the server keeps, and what it shows to whom.
// Models the round trip of apimachinery's codecs: decode, default, convert, store, convert back.
import type { Kind } from './kind.ts';
import type { KubeObject } from './object.ts';

/** The kind as which objects of this kind lie in the store; for nearly all kinds the kind itself. */
export function storedKindOf(kind: Kind): Kind {
  return kind.storedAs?.kind ?? kind;
}

/** Whether objects lie in the store as this kind, and not as another version or not at all. */
export function isStored(kind: Kind): boolean {
  return kind.computed !== true && kind.storedAs === undefined;
}

/** Stored objects are immutable, so each is converted once, however many readers ask. */
const shown = new Map<Kind, WeakMap<KubeObject, KubeObject>>();

/** A stored object as this version shows it. */
export function asServed(kind: Kind, stored: KubeObject): KubeObject {
  const { storedAs } = kind;
  if (storedAs === undefined) return stored;
  let known = shown.get(kind);
  if (known === undefined) shown.set(kind, (known = new WeakMap()));
  let object = known.get(stored);
  if (object === undefined) known.set(stored, (object = storedAs.fromStored(stored)));
  return object;
}

/** A decoded, private object of any version, defaulted by its own version and made what is stored. */
export function asStored(kind: Kind, object: KubeObject): KubeObject {
  if (kind.storedAs === undefined) return object;
  kind.setDefaults?.(object);
  return kind.storedAs.toStored(object);
}

/** What the server's own Go type of a kind is called: `core.ConfigMap`. */
export function internalTypeName(kind: Kind): string {
  const { group, kind: name } = storedKindOf(kind);
  return `${group === '' ? 'core' : group.split('.')[0]}.${name}`;
}
