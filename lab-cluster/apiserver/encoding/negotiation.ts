// Which of the forms a client would take, in its own order, the server can give. Pure; knows media types and no objects.
// Models apiserver/pkg/endpoints/handlers/negotiation and munnerz/goautoneg.
import type { ApiRequest } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';

/** One clause of an `Accept` header: `application/json;as=Table;v=v1;g=meta.k8s.io`. */
export interface AcceptClause {
  readonly type: string;
  readonly subtype: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What a clause asks an answer to be turned into. */
export interface Conversion {
  readonly kind: string;
  readonly group: string;
  readonly version: string;
}

export type MediaType = 'application/json' | 'application/yaml' | 'application/vnd.kubernetes.protobuf';

export interface Negotiated {
  readonly mediaType: MediaType;
  readonly convert: Conversion | undefined;
  /** Whether the clause itself asks for indented JSON. */
  readonly pretty: boolean;
}

export const PROTOBUF: MediaType = 'application/vnd.kubernetes.protobuf';
/** In the server's order of preference, which decides where a client takes anything. */
const MEDIA_TYPES: readonly MediaType[] = ['application/json', 'application/yaml', PROTOBUF];

const JSON_AS_IS: Negotiated = { mediaType: 'application/json', convert: undefined, pretty: false };
const MAX_CLAUSES = 64;

export function headerOf(request: Pick<ApiRequest, 'headers'>, name: string): string {
  const value: unknown = request.headers?.[name];
  return typeof value === 'string' ? value : '';
}

/** The first form in `Accept` that `allows` says yes to; undefined when there is none. */
export function chooseForm(
  accept: string,
  allows: (mediaType: MediaType, convert: Conversion | undefined) => boolean,
): Negotiated | undefined {
  if (accept === '') return JSON_AS_IS;
  for (const clause of parseAccept(accept)) {
    for (const mediaType of MEDIA_TYPES) {
      const { parameters } = clause;
      if (!covers(clause, mediaType) || (parameters['sv'] ?? '') !== '' || !isStreamable(parameters['stream'] ?? '', mediaType)) continue;
      const convert = conversionOf(parameters);
      if (allows(mediaType, convert)) return { mediaType, convert, pretty: parameters['pretty'] === '1' };
    }
  }
  return undefined;
}

/** Clauses by quality, then the exact before the general; equals stay in the order they came in. */
export function parseAccept(header: string): readonly AcceptClause[] {
  const clauses = header.split(',', MAX_CLAUSES).map(readClause);
  return clauses
    .filter(({ type, subtype }) => type !== '' && subtype !== '')
    .sort((left, right) => right.quality - left.quality || stars(left) - stars(right));
}

function readClause(text: string): AcceptClause & { readonly quality: number } {
  const [range = '', ...rest] = text.split(';').map((part) => part.trim());
  const [type = '', subtype = ''] = range === '*' ? ['*', '*'] : range.split('/').map((part) => part.trim());
  const parameters: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const part of rest) {
    const at = part.indexOf('=');
    if (at > 0) parameters[part.slice(0, at).trim()] = part.slice(at + 1).trim();
  }
  const written = parameters['q'];
  delete parameters['q'];
  const quality = written === undefined ? 1 : Number(written);
  return { type, subtype, parameters, quality: Number.isFinite(quality) ? quality : 1 };
}

function stars({ type, subtype }: AcceptClause): number {
  return (type === '*' ? 2 : 0) + (subtype === '*' ? 1 : 0);
}

function covers({ type, subtype }: AcceptClause, mediaType: MediaType): boolean {
  if (subtype === '*') return type === '*' || type === 'application';
  return `${type}/${subtype}` === mediaType;
}

/** YAML has no frames. */
function isStreamable(stream: string, mediaType: MediaType): boolean {
  return stream === '' || (stream === 'watch' && mediaType !== 'application/yaml');
}

function conversionOf(parameters: Readonly<Record<string, string>>): Conversion | undefined {
  const { as: kind, g: group, v: version } = parameters;
  if (kind === undefined && group === undefined && version === undefined) return undefined;
  return { kind: kind ?? '', group: group ?? '', version: version ?? '' };
}

/**
 * The form an answer is written in.
 * Simplified: protobuf only for who takes nothing else, because JSON is what a JavaScript engine writes fast; upstream goes by
 * the order of the clauses. Tables are never written so.
 */
export function chooseServedForm(accept: string, allows: (convert: Conversion | undefined) => boolean): Negotiated | undefined {
  const text = chooseForm(accept, (mediaType, convert) => mediaType !== PROTOBUF && allows(convert));
  return text ?? chooseForm(accept, (mediaType, convert) => mediaType === PROTOBUF && convert?.kind !== 'Table' && allows(convert));
}

const STREAMED = MEDIA_TYPES.filter((type) => type !== 'application/yaml').map((type) => `${type};stream=watch`);

/** The router looks at media types alone, before anybody negotiates. Models restful.Route.matchesAccept. */
export function unroutable(accept: string, mayBeWatched: boolean): Status | undefined {
  const named = accept.split(',').map((clause) => clause.split(';')[0]?.trim() ?? '');
  if (accept === '' || named.some((type) => type === '*/*' || MEDIA_TYPES.some((known) => known === type))) return undefined;
  const available = mayBeWatched ? [...MEDIA_TYPES, ...STREAMED] : MEDIA_TYPES;
  return { ...notAcceptableBecause(`406: Not Acceptable\n\nAvailable representations: ${available.join(', ')}`), details: {} };
}

/** What can be had of none of the clauses, in the words of who negotiates. */
export function notAcceptable(): Status {
  return notAcceptableBecause(`only the following media types are accepted: ${MEDIA_TYPES.join(', ')}`);
}

/** A watch needs a form that comes in frames. */
export function notAcceptableStream(): Status {
  return notAcceptableBecause(`only the following media types are accepted: ${STREAMED.join(', ')}`);
}

export function notAcceptableBecause(message: string): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'NotAcceptable', code: 406 };
}
