// The JSON of a typed list as it stands on the wire, for whoever puts answers on one: an item has neither kind nor apiVersion, as
// the list says them for all. Inside the lab items keep them, since they are the stored objects themselves.
import type { KubeObject } from './object.ts';
import type { ApiResponse, ObjectList } from './request.ts';

/** Kinds whose lists say of each item what it is, because it need not be what the list is of. */
const SELF_DESCRIBING = new Set(['PartialObjectMetadataList', 'List']);

/** Lists that say for all their items what these are. */
export function isTypedList(body: NonNullable<ApiResponse['body']>): body is ObjectList {
  return 'items' in body && Array.isArray(body.items) && !SELF_DESCRIBING.has(body.kind);
}

/** The list up to its items, which come last: what follows is an array, and the brace that ends it. */
export function listHead(list: ObjectList): string {
  const { items: _, ...head } = list;
  return `${JSON.stringify(head).slice(0, -1)},"items":`;
}

/** An object without its kind and apiVersion. */
export function bareItemText(item: KubeObject): string {
  return JSON.stringify({ ...item, kind: undefined, apiVersion: undefined });
}
