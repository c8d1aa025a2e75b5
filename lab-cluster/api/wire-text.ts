// The JSON text of an answer as it stands on the wire, for whoever puts answers on one.
import type { KubeObject } from './object.ts';
import type { ApiResponse } from './request.ts';

/** Kinds whose lists say of each item what it is, because it need not be what the list is of. */
const SELF_DESCRIBING = new Set(['PartialObjectMetadataList', 'List']);

/**
 * The body as JSON. In typed lists an item has neither kind nor apiVersion, as the list says them for all; inside the lab
 * items keep them, since they are the stored objects themselves.
 */
export function wireText(body: ApiResponse['body'], itemText: (item: KubeObject) => string = bareItemText): string {
  if (body === undefined) return '';
  if (!('items' in body) || !Array.isArray(body.items) || SELF_DESCRIBING.has(body.kind)) return JSON.stringify(body);
  const { items, ...head } = body;
  return `${JSON.stringify(head).slice(0, -1)},"items":[${(items as readonly KubeObject[]).map(itemText).join(',')}]}`;
}

/** An object without its kind and apiVersion. */
export function bareItemText(item: KubeObject): string {
  return JSON.stringify({ ...item, kind: undefined, apiVersion: undefined });
}
