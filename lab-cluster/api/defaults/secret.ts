// What a Secret's author may leave out, and plain text moved to where it belongs.
import type { Secret } from '../kinds/secret.ts';
import { encodeBase64 } from '../base64.ts';
import { writable } from '../writable.ts';

/** `stringData` is for writing only: each value replaces the one of that key in `data`. */
export function setSecretDefaults(secret: Secret): void {
  const draft = writable(secret);
  draft.type ||= 'Opaque';
  if (draft.stringData === undefined) return;
  const data: Record<string, string> = { ...draft.data };
  for (const key in draft.stringData) data[key] = encodeBase64(draft.stringData[key] ?? '');
  if (Object.keys(data).length > 0) draft.data = data;
  delete draft.stringData;
}
