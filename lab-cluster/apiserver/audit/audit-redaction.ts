// What an audit log keeps to itself: contents of Secrets, and tokens. Where upstream would write one, a word stands in its
// place; keys, metadata and everything else of the object stay. Knows bodies only, nothing of requests.
import { encodeBase64, bytesOfBase64, isBase64 } from '../../api/base64.ts';
import { LAST_APPLIED } from '../fields/last-applied.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import type { Status } from '../../api/status.ts';
import { withoutSecrets } from './audit-sentence.ts';
import { textOf } from '../protobuf/wire-reader.ts';

/** Base64 as well, so that a Secret with it is still one. */
export const REDACTED = 'REDACTED';

export type Secretive = 'Secret' | 'TokenRequest' | 'TokenReview';

type Json = Readonly<Record<string, unknown>>;
type Hidden = Set<string>;

/** What of a Secret is none: all else is hidden, misspelt fields of a patch too. */
const OPEN_FIELDS = new Set(['apiVersion', 'kind', 'type', 'immutable']);
const OPEN_METADATA = new Set([
  'name',
  'generateName',
  'namespace',
  'finalizers',
  'ownerReferences',
  'resourceVersion',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
  'selfLink',
]);
/** Shorter values stand in other texts by chance. */
const TELLING_LENGTH = 4;
/** Values longer than this are not turned into what else they could be written as. */
const LONGEST_VARIANT = 64 * 1024;

/** Of one event: remembers what it hid, and so finds it in sentences. */
export class Redaction {
  readonly #sort: Secretive;
  readonly #hidden: Hidden = new Set();

  constructor(sort: Secretive) {
    this.#sort = sort;
  }

  /** Looks for secrets only. */
  learn(value: unknown): void {
    if (this.#sort === 'Secret') hideSecret(value, this.#hidden);
    else if (this.#sort === 'TokenReview' && isPlainObject(value) && isPlainObject(value['spec']))
      remember(this.#hidden, value['spec']['token']);
  }

  /** An object, a patch of one, a list or a Table of them. */
  object(value: unknown): unknown {
    if (this.#sort === 'TokenRequest') return withoutField(value, 'status', 'token');
    if (this.#sort === 'TokenReview') return withoutField(value, 'spec', 'token');
    return secretsIn(value, this.#hidden);
  }

  sentence(text: string): string {
    return withoutSecrets(text, this.#hidden, REDACTED);
  }

  /** Whatever a refusal echoes. */
  status({ message, details, ...rest }: Status): Status {
    const told = (part: unknown): unknown => {
      if (typeof part === 'string') return this.sentence(part);
      if (Array.isArray(part)) return part.map(told);
      return isPlainObject(part) ? mapFields(part, told) : part;
    };
    return {
      ...rest,
      ...(message === undefined ? {} : { message: this.sentence(message) }),
      ...(details === undefined ? {} : { details: told(details) as NonNullable<Status['details']> }),
    };
  }
}

function secretsIn(value: unknown, known: Hidden): unknown {
  if (isPlainObject(value)) {
    const { items, rows } = value;
    // Each of many has its own secrets only.
    if (Array.isArray(items)) return { ...value, items: items.map((item) => hideAll(item, new Set())) };
    if (value['kind'] === 'Table' && Array.isArray(rows)) return { ...value, rows: rows.map(hideRow) };
  }
  return hideAll(value, known);
}

function hideRow(row: unknown): unknown {
  return isPlainObject(row) ? { ...row, object: hideAll(row['object'], new Set()) } : row;
}

/** What was found further down is looked for further up again. */
function hideAll(value: unknown, hidden: Hidden): unknown {
  hideSecret(value, hidden);
  return hideSecret(value, hidden);
}

function hideSecret(value: unknown, hidden: Hidden): unknown {
  if (Array.isArray(value)) return value.map((operation) => hideOperation(operation, hidden));
  if (!isPlainObject(value)) return hideValues(value, hidden);
  return mapFields(value, (part, field) => {
    if (field === 'metadata') return hideMetadata(part, hidden);
    return OPEN_FIELDS.has(field) && typeof part !== 'object' ? part : hideValues(part, hidden);
  });
}

function hideMetadata(metadata: unknown, hidden: Hidden): unknown {
  if (!isPlainObject(metadata)) return hideValues(metadata, hidden);
  return mapFields(metadata, (part, field) => {
    if (field === 'annotations' || field === 'labels') return hideCopies(part, hidden);
    return OPEN_METADATA.has(field) ? part : hideValues(part, hidden);
  });
}

/** Of what people say of an object: what is copied from it. */
function hideCopies(said: unknown, hidden: Hidden): unknown {
  if (!isPlainObject(said)) return hideValues(said, hidden);
  return mapFields(said, (text, name) => {
    if (name === LAST_APPLIED) return hideApplied(text, hidden);
    return typeof text === 'string' && [...hidden].some((secret) => secret.length >= TELLING_LENGTH && text.includes(secret))
      ? REDACTED
      : text;
  });
}

/** The whole object once more, as a text. */
function hideApplied(text: unknown, hidden: Hidden): unknown {
  if (typeof text === 'string') {
    try {
      hideSecret(JSON.parse(text), hidden);
    } catch {
      // No object: then all of it may be a secret.
    }
  }
  return hideValues(text, hidden);
}

/** Of a JSON patch: its value is judged by where it is put. */
function hideOperation(operation: unknown, hidden: Hidden): unknown {
  if (!isPlainObject(operation)) return hideValues(operation, hidden);
  const { path } = operation;
  return mapFields(operation, (part, field) => {
    if (field === 'op' || field === 'path' || field === 'from') return typeof part === 'string' ? part : hideValues(part, hidden);
    return field === 'value' && typeof path === 'string' ? hideAt(path, part, hidden) : hideValues(part, hidden);
  });
}

function hideAt(path: string, value: unknown, hidden: Hidden): unknown {
  const places = path
    .split('/')
    .slice(1)
    .map((place) => place.replaceAll('~1', '/').replaceAll('~0', '~'));
  const whole = places.reduceRight<unknown>((inner, place) => ({ [place]: inner }), value);
  return places.reduce<unknown>((outer, place) => (isPlainObject(outer) ? outer[place] : outer), hideSecret(whole, hidden));
}

/** Keys stay, and so does what is nothing: in a patch it takes away. */
function hideValues(value: unknown, hidden: Hidden): unknown {
  if (value === null || value === undefined || value === '') return value;
  if (Array.isArray(value)) return value.map((part) => hideValues(part, hidden));
  if (isPlainObject(value)) return mapFields(value, (part) => hideValues(part, hidden));
  remember(hidden, value);
  return REDACTED;
}

/** A secret, and what it looks like in the other form. */
function remember(hidden: Hidden, value: unknown): void {
  if (typeof value === 'object' || value === undefined) return;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (hidden.has(text)) return;
  hidden.add(text);
  if (text.length > LONGEST_VARIANT) return;
  hidden.add(encodeBase64(text));
  if (text !== '' && isBase64(text)) hidden.add(textOf(new Uint8Array(bytesOfBase64(text))));
}

/** Does not so much as look at the field: a token is signed only when somebody does. */
function withoutField(object: unknown, part: string, field: string): unknown {
  const inner = isPlainObject(object) ? object[part] : undefined;
  if (!isPlainObject(inner) || !Object.hasOwn(inner, field)) return object;
  const kept = Object.keys(inner).map((name) => [name, name === field ? REDACTED : inner[name]] as const);
  return { ...(object as Json), [part]: Object.fromEntries(kept) };
}

function mapFields(object: Json, change: (part: unknown, field: string) => unknown): Json {
  return Object.fromEntries(Object.keys(object).map((field) => [field, change(object[field], field)]));
}
