// Where the next page of a list begins, as an opaque text clients carry from page to page. Models apiserver/pkg/storage/continue.go.
import { jsonProblem } from '../../api/go-json.ts';
import { base64Url, bytesFromBase64Url, fromBase64Url } from '../../api/text-encoding.ts';

export interface PagePlace {
  /** -1 for whatever is newest: such a list need not fit what came before. */
  readonly revision: number;
  /** Key after the collection's prefix to begin with. */
  readonly startKey: string;
}

export type ReadToken = ({ readonly ok: true } & PagePlace) | { readonly ok: false; readonly problem: string };

const VERSION = 'meta.k8s.io/v1';
const INVALID = 'continue key is not valid';

/** The page after the object at `lastKey`, which is relative to the collection. */
export function writeContinueToken(revision: number, lastKey: string): string {
  return tokenOf(revision, `/${lastKey}\u0000`);
}

/** The same place in the newest state, for a page whose revision is gone. */
export function restartedToken({ startKey }: PagePlace): string {
  return tokenOf(-1, `/${startKey}`);
}

export function readContinueToken(token: string): ReadToken {
  const undecodable = base64Problem(token);
  if (undecodable !== undefined) return { ok: false, problem: `${INVALID}: illegal base64 data at input byte ${undecodable}` };
  const text = fromBase64Url(token) ?? bytesFromBase64Url(token) ?? '';
  const problem = jsonProblem(text);
  if (problem !== undefined) return { ok: false, problem: `${INVALID}: ${problem}` };
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, problem: INVALID };
  const { v, rv, start } = value as { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown };
  if (v !== VERSION) {
    return { ok: false, problem: `${INVALID}: server does not recognize this encoded version ${typeof v === 'string' ? v : ''}` };
  }
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv) || rv === 0) {
    return { ok: false, problem: `${INVALID}: incorrect encoded start resourceVersion (version ${VERSION})` };
  }
  if (typeof start !== 'string' || start === '') return { ok: false, problem: `${INVALID}: encoded start key empty (version ${VERSION})` };
  const key = start.startsWith('/') ? start : `/${start}`;
  // A key that climbs out of its collection would show what its reader may not see.
  if (/\/(?:\.{0,2})(?:\/|$)/.test(key)) return { ok: false, problem: `${INVALID}: ${start}` };
  return { ok: true, revision: rv < 0 ? -1 : rv, startKey: key.slice(1) };
}

function tokenOf(rv: number, start: string): string {
  return base64Url(JSON.stringify({ v: VERSION, rv, start }));
}

/** Where Go's decoder stumbles, or nothing. */
function base64Problem(text: string): number | undefined {
  const at = text.search(/[^\w-]/);
  if (at >= 0) return at;
  return text.length % 4 === 1 ? text.length - 1 : undefined;
}
