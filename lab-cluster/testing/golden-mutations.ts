// A recorded request changed in a way for which the rule says how the answer changes, so that a memorised answer shows.
import { parseAllDocuments } from 'yaml';
import { fieldOrder } from '../apiserver/encoding/field-order.ts';
import type { GoldenCase } from './oracle-golden.ts';

export interface Mutation {
  readonly name: string;
  readonly mutated: GoldenCase;
}

type Document = Record<string, unknown>;
type Mutator = (one: GoldenCase, document: Document | undefined) => GoldenCase | undefined;

/** The namespace that holds the same prepared objects as `golden`. */
const OTHER_NAMESPACE = 'golden-two';

/** Every changed form that means something for this case, the strongest first. */
export function mutationsOf(one: GoldenCase): readonly Mutation[] {
  const document = documentOf(one);
  return Object.entries(mutators).flatMap(([name, mutate]) => {
    const mutated = mutate(one, document);
    return mutated === undefined ? [] : [{ name, mutated }];
  });
}

const mutators: Readonly<Record<string, Mutator>> = {
  /** One more container in front moves all indexes. */
  'a container in front': (one, document) => {
    const spec = podSpecOf(document);
    const containers = spec?.['containers'];
    if (one.method !== 'POST' || isAccepted(one) || document === undefined) return undefined;
    if (!Array.isArray(containers) || containers.length === 0 || !containers.every(isRecord)) return undefined;
    const mutated = structuredClone(document);
    const moved: unknown = podSpecOf(mutated)?.['containers'];
    if (Array.isArray(moved)) moved.unshift({ name: 'in-front', image: 'busybox' });
    return withDocument(one, mutated, (text) => text.replace(/\bcontainers\[(\d+)\]/g, (_, index) => `containers[${Number(index) + 1}]`));
  },
  /** The message names the object as it is called now. */
  'another name': (one, document) => {
    const metadata = document?.['metadata'];
    const name = isRecord(metadata) ? metadata['name'] : undefined;
    if (one.method !== 'POST' || one.status === 409 || typeof name !== 'string' || name === '') return undefined;
    const renamed = `${name.slice(0, 1)}q${name.slice(1)}`;
    const mutated = { ...document, metadata: { ...(metadata as Document), name: renamed } };
    const quoted = JSON.stringify(JSON.stringify(name)).slice(1, -1);
    const named = JSON.stringify(JSON.stringify(renamed)).slice(1, -1);
    return withDocument(one, mutated, (text) =>
      text
        .replaceAll(` ${quoted} is `, ` ${named} is `)
        .replaceAll(`metadata.name: Invalid value: ${quoted}`, `metadata.name: Invalid value: ${named}`)
        .replaceAll(
          `{"reason":"FieldValueInvalid","message":"Invalid value: ${quoted}`,
          `{"reason":"FieldValueInvalid","message":"Invalid value: ${named}`,
        )
        .replaceAll(`"name":${JSON.stringify(name)}`, `"name":${JSON.stringify(renamed)}`)
        // Jobs write their name into labels.
        .replace(new RegExp(`(job-name\\\\*":\\\\*")${name}(\\\\*")`, 'g'), `$1${renamed}$2`),
    );
  },
  'one more label': (one, document) => withMetadata(one, document, 'labels', { 'learn.example.com/mutated': 'yes' }),
  'one more annotation': (one, document) => withMetadata(one, document, 'annotations', { 'learn.example.com/mutated': 'yes' }),
  'another name in the path': (one) => {
    const name = one.method === 'GET' ? /\/([a-z]+)\?/.exec(one.path)?.[1] : undefined;
    if (name === undefined) return undefined;
    const response = JSON.parse(JSON.stringify(one.response).replaceAll(name, `q${name}`)) as unknown;
    return { ...one, path: one.path.replace(`/${name}?`, `/q${name}?`), response };
  },
  'with blank lines behind': (one, document) =>
    document === undefined || quotesBody(one) ? undefined : { ...one, body: `${one.body ?? ''}\n\n` },
  'as JSON': (one, document) => {
    if (one.method !== 'POST' || one.contentType !== 'application/yaml' || document === undefined || quotesBody(one)) return undefined;
    return { ...one, contentType: 'application/json', body: JSON.stringify(document) };
  },
  'in another namespace': (one) => {
    if (!one.path.includes('/namespaces/golden/') || /namespace: ?["']?\w/.test(one.body ?? '')) return undefined;
    const response = JSON.parse(JSON.stringify(one.response).replace(/(\\*")golden(\\*")/g, `$1${OTHER_NAMESPACE}$2`)) as unknown;
    return { ...one, path: one.path.replace('/namespaces/golden/', `/namespaces/${OTHER_NAMESPACE}/`), response };
  },
  'for good': (one, document) => {
    const path = one.path.replace('dryRun=All&', '');
    const metadata = document?.['metadata'];
    // Only who means it is told first that what is new has no version.
    if (one.method === 'POST' && isRecord(metadata) && metadata['resourceVersion'] !== undefined) return undefined;
    return isAccepted(one) || path === one.path ? undefined : { ...one, path };
  },
  'by another manager': (one) => {
    if (one.contentType.includes('apply') || !one.path.includes('?') || one.method === 'GET') return undefined;
    return { ...one, path: `${one.path}&fieldManager=somebody-else` };
  },
};

/** The body as a value, where it is one document that can be read and is an object. */
function documentOf({ body, contentType }: GoldenCase): Document | undefined {
  if (body === undefined) return undefined;
  try {
    if (contentType.includes('json')) return asDocument(JSON.parse(body));
    const documents = parseAllDocuments(body, { version: '1.1', uniqueKeys: true });
    const [first] = documents;
    if (documents.length !== 1 || first === undefined || !('errors' in first) || first.errors.length > 0) return undefined;
    return asDocument(first.toJS());
  } catch {
    return undefined;
  }
}

function asDocument(value: unknown): Document | undefined {
  return isRecord(value) ? value : undefined;
}

function podSpecOf(document: Document | undefined): Document | undefined {
  const spec = document?.['spec'];
  if (!isRecord(spec)) return undefined;
  const template =
    isRecord(spec['jobTemplate']) && isRecord(spec['jobTemplate']['spec']) ? spec['jobTemplate']['spec']['template'] : spec['template'];
  if (isRecord(template)) return isRecord(template['spec']) ? template['spec'] : undefined;
  return spec;
}

function withMetadata(
  one: GoldenCase,
  document: Document | undefined,
  field: 'labels' | 'annotations',
  added: Document,
): GoldenCase | undefined {
  const merges = one.method === 'POST' || /merge-patch|apply-patch/.test(one.contentType);
  if (!merges || document === undefined || one.path.includes('/scale') || quotesBody(one)) return undefined;
  const metadata = document['metadata'] ?? {};
  if (!isRecord(metadata) || !(metadata[field] === undefined || isRecord(metadata[field]))) return undefined;
  const mutated = { ...document, metadata: { ...metadata, [field]: { ...(metadata[field] as Document | undefined), ...added } } };
  // What has no labels of its own takes those of its template.
  const answered = (one.response as { readonly metadata?: Document }).metadata?.[field];
  if (isAccepted(one) && metadata[field] === undefined && answered !== undefined) return undefined;
  const changed = withDocument(one, mutated, (text) => text);
  if (changed === undefined || !isAccepted(one)) return changed;
  const answer = one.response as { readonly metadata: Document };
  const labels = { ...(answer.metadata[field] as Document | undefined), ...added };
  const told: Document = { ...answer.metadata, [field]: labels };
  const inOrder = fieldOrder('ObjectMeta').flatMap((name) => (Object.hasOwn(told, name) ? [[name, told[name]] as const] : []));
  return { ...changed, response: { ...answer, metadata: Object.fromEntries(inOrder) } };
}

/** `translate` works on the JSON text of the answer. */
function withDocument(one: GoldenCase, document: Document, translate: (text: string) => string): GoldenCase | undefined {
  if (quotesBody(one)) return undefined;
  return { ...one, body: JSON.stringify(document), response: JSON.parse(translate(JSON.stringify(one.response))) as unknown };
}

/** Some messages hold the body itself or the whole patched object, and some are about the very text. */
function quotesBody({ response }: GoldenCase): boolean {
  return /the object provided is unrecognized|patch: Invalid value|duplicate field/.test(JSON.stringify(response));
}

function isAccepted({ status }: GoldenCase): boolean {
  return status < 400;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
