// Hover and completion from the API's schema: what a field means, and which fields and words may stand here.
import { describeField, fieldsAt, simplificationOf } from '../../lab-cluster/index.ts';
import { stringAt } from '../../lab-cluster/kubectl/values.ts';
import { pathAt } from './field-ranges.ts';
import type { FieldHelp, FieldOffer } from './manifest-protocol.ts';
import { placeByLines } from './path-by-lines.ts';
import { parseYaml, valueOf } from '../../lab-cluster/kubectl/yaml-documents.ts';
import { type Segment, splitDocuments } from '../../lab-cluster/kubectl/yaml-text.ts';

interface Type {
  readonly apiVersion: string;
  readonly kind: string;
}

export function helpAt(text: string, offset: number): FieldHelp | null {
  const segment = segmentAt(text, offset);
  if (segment === undefined) return null;
  const document = parseYaml(segment.text);
  const { path, onKey } = pathAt(document, offset - segment.start);
  const read = document.errors.length === 0 ? valueOf(document) : undefined;
  const type = read !== undefined && 'value' in read ? typeOfValue(read.value) : typeOfText(segment.text);
  if (onKey === undefined || type === undefined) return null;
  const field = describeField(type, path.length === 1 && path[0] === 'kind' ? [] : path);
  if (field === undefined) return null;
  const words = field.values.length > 0 ? `\n\nOne of ${field.values.map((word) => `\`${word}\``).join(', ')}.` : '';
  const note =
    path.length === 1 && (path[0] === 'kind' || path[0] === 'apiVersion') ? simplificationOf(type.apiVersion, type.kind) : undefined;
  const lab = note === undefined ? '' : `\n\n**In this lab:** ${note}`;
  const markdown = `\`${field.name}\`: ${field.type}${field.required && field.owner !== '' ? ', required' : ''}\n\n${field.description}${words}${lab}`;
  return { markdown, start: onKey.start + segment.start, end: onKey.end + segment.start };
}

export function completionsAt(text: string, offset: number): readonly FieldOffer[] {
  const segment = segmentAt(text, offset);
  const type = segment && typeOfText(segment.text);
  if (segment === undefined || type === undefined) return [];
  const at = offset - segment.start;
  const place = placeByLines(segment.text.slice(0, at), segment.text.slice(at));
  if (place === undefined) return [];
  if (place.key !== undefined) return valueOffers(type, [...place.parent, place.key]);
  // The editor indents further lines like the present one by itself.
  const below = `\n${' '.repeat(place.column - place.indent + 2)}`;
  return fieldsAt(type, place.parent)
    .filter((field) => !place.siblings.has(field.name))
    .map((field) => ({
      name: field.name,
      detail: `${field.type}${field.required ? ', required' : ''}`,
      documentation: describeField(type, [...place.parent, field.name])?.description ?? '',
      insert: `${field.name}:${field.isList ? `${below}- ` : field.hasFields ? below : ' '}`,
    }));
}

function valueOffers(type: Type, path: readonly (string | number)[]): readonly FieldOffer[] {
  const field = describeField(type, path);
  return (field?.values ?? []).map((word) => ({ name: word, detail: '', documentation: '', insert: word }));
}

function segmentAt(text: string, offset: number): Segment | undefined {
  return splitDocuments(text).find((segment) => segment.start <= offset && offset <= segment.start + segment.text.length);
}

function typeOfValue(value: unknown): Type | undefined {
  const apiVersion = stringAt(value, 'apiVersion');
  const kind = stringAt(value, 'kind');
  return apiVersion === undefined || kind === undefined ? undefined : { apiVersion, kind };
}

function typeOfText(text: string): Type | undefined {
  const apiVersion = /^apiVersion:[ ]*["']?([\w./-]+)/m.exec(text)?.[1];
  const kind = /^kind:[ ]*["']?(\w+)/m.exec(text)?.[1];
  return apiVersion === undefined || kind === undefined ? undefined : { apiVersion, kind };
}
