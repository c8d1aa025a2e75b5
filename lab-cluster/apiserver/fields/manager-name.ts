// What whoever writes is called among the owners of fields: what the request says, or the beginning of its user agent.
// Models apiserver/pkg/endpoints/handlers/create.go managerOrUserAgent and ValidateFieldManager.
import { invalid, tooLong } from '../../api/field-errors.ts';
import type { FieldError } from '../../api/field.ts';
import { utf8Bytes } from '../../api/utf8.ts';

/** In bytes. */
const NAME_LIMIT = 128;
const UNKNOWN = 'unknown';
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** The same few agents write all the time. */
const fromAgents = new Map<string, string>();
const KEPT_LIMIT = 1024;
const KEPT_LENGTH = 512;

export function managerName(fieldManager: string, userAgent: unknown): string {
  if (fieldManager !== '') return fieldManager;
  if (typeof userAgent !== 'string') return UNKNOWN;
  let name = fromAgents.get(userAgent);
  if (name === undefined) {
    name = fromAgent(userAgent);
    if (userAgent.length > KEPT_LENGTH) return name;
    if (fromAgents.size >= KEPT_LIMIT) fromAgents.clear();
    fromAgents.set(userAgent, name);
  }
  return name;
}

function fromAgent(userAgent: string): string {
  let name = '';
  let bytes = 0;
  for (const character of userAgent.split('/')[0] ?? '') {
    if (!PRINTABLE.test(character)) continue;
    bytes += utf8Bytes(character).length;
    if (bytes > NAME_LIMIT) break;
    name += character;
  }
  return name === '' ? UNKNOWN : name;
}

export function checkManagerName(name: string): readonly FieldError[] {
  if (name === '') return [];
  const errors: FieldError[] = utf8Bytes(name).length > NAME_LIMIT ? [tooLong('fieldManager', NAME_LIMIT)] : [];
  let position = 0;
  for (const character of name) {
    if (!PRINTABLE.test(character)) {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      errors.push(invalid('fieldManager', name, `invalid character U+${code} (at position ${position})`));
    }
    position += utf8Bytes(character).length;
  }
  return errors;
}
