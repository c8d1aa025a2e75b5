// PEM: base64 between a first and a last line that say of what (RFC 7468). Models encoding/pem.
import { base64Of, bytesOfBase64, isBase64 } from '../base64.ts';
import type { Bytes } from './der.ts';

export interface PemBlock {
  readonly type: string;
  readonly hasHeaders: boolean;
  readonly bytes: Bytes;
}

const BLOCK = /-----BEGIN ([^\n-]*)-----[ \t]*\r?\n([^]*?)-----END \1-----[ \t]*(?:\r?\n|$)/;

/** The blocks of a text in order; what lies between them is passed over. */
export function pemBlocks(text: string): readonly PemBlock[] {
  const blocks: PemBlock[] = [];
  let rest = text;
  for (let found = BLOCK.exec(rest); found !== null; found = BLOCK.exec(rest)) {
    const [whole, type = '', inside = ''] = found;
    rest = rest.slice(found.index + whole.length);
    const hasHeaders = inside.includes(':');
    const body = hasHeaders ? inside.slice(inside.search(/\r?\n\r?\n/) + 1) : inside;
    const packed = body.replace(/\s/g, '');
    if (isBase64(packed)) blocks.push({ type, hasHeaders, bytes: bytesOfBase64(packed) });
  }
  return blocks;
}

export function pemOf(type: string, bytes: Bytes): string {
  const lines = base64Of(bytes).replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${type}-----\n${lines}\n-----END ${type}-----\n`;
}
