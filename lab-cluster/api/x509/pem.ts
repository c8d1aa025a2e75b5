// PEM: base64 between a first and a last line that say of what (RFC 7468). Models encoding/pem.
import { base64Of, bytesOfBase64, isBase64 } from '../base64.ts';
import type { Bytes } from './der.ts';

export interface PemBlock {
  readonly type: string;
  readonly hasHeaders: boolean;
  readonly bytes: Bytes;
}

const FIRST_LINE = /-----BEGIN ([^\n-]*)-----[ \t]*\r?\n/g;
const LAST_LINE = /-----END ([^\n-]*)-----[ \t]*(?:\r?\n|$)/g;

/** Last lines of one type in order, and the first of them that may still end a block. */
interface LastLines {
  readonly places: { readonly at: number; readonly behind: number }[];
  next: number;
}

/** The blocks of a text in order; what lies between them is passed over. Texts are anybody's, so each is walked once. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const lastLines = lastLinesOf(text);
  const blocks: PemBlock[] = [];
  let from = 0;
  for (const first of text.matchAll(FIRST_LINE)) {
    const [line, type = ''] = first;
    const start = first.index + line.length;
    const end = first.index < from ? undefined : firstAfter(lastLines.get(type), start);
    if (end === undefined) continue;
    from = end.behind;
    const inside = text.slice(start, end.at);
    const hasHeaders = inside.includes(':');
    const body = hasHeaders ? inside.slice(inside.search(/\r?\n\r?\n/) + 1) : inside;
    const packed = body.replace(/\s/g, '');
    if (isBase64(packed)) blocks.push({ type, hasHeaders, bytes: bytesOfBase64(packed) });
  }
  return blocks;
}

function lastLinesOf(text: string): ReadonlyMap<string, LastLines> {
  const byType = new Map<string, LastLines>();
  for (const last of text.matchAll(LAST_LINE)) {
    const [line, type = ''] = last;
    let lines = byType.get(type);
    if (lines === undefined) byType.set(type, (lines = { places: [], next: 0 }));
    lines.places.push({ at: last.index, behind: last.index + line.length });
  }
  return byType;
}

/** Asked for ever later starts. */
function firstAfter(lines: LastLines | undefined, start: number): LastLines['places'][number] | undefined {
  if (lines === undefined) return undefined;
  while ((lines.places[lines.next]?.at ?? start) < start) lines.next++;
  return lines.places[lines.next];
}

export function pemOf(type: string, bytes: Bytes): string {
  const lines = base64Of(bytes).replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${type}-----\n${lines}\n-----END ${type}-----\n`;
}
