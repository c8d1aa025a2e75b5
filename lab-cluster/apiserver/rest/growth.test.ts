// What a request costs grows with its length and not with its square: large ones are held against the same ones made smaller.
import { expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../api/request.ts';
import { type ApiLab, createApiLab } from '../../testing/api-lab.ts';
import { costOf, growthOf, MOST } from '../../testing/growth.ts';

type Request = Omit<ApiRequest, 'user'>;
interface Case {
  /** The larger size. */
  readonly size: number;
  readonly code: number;
  readonly request: (size: number) => Request;
  /** What is there before, of that size. */
  readonly before?: (size: number) => Request;
}

const NAMESPACE = '/api/v1/namespaces/default';
const MAPS = `${NAMESPACE}/configmaps`;
const PODS = `${NAMESPACE}/pods`;
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const JSON_TYPE = 'application/json';

const many = <T>(count: number, make: (at: number) => T): readonly T[] => Array.from({ length: count }, (_, at) => make(at));
const send = (
  method: ApiRequest['method'],
  path: string,
  body: unknown,
  type = JSON_TYPE,
  query: Record<string, string> = {},
): Request => ({
  method,
  path,
  query,
  headers: { 'content-type': type },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const map = (metadata: object, rest: object = {}): object => ({ metadata: { name: 'a', ...metadata }, ...rest });
const containers = (count: number, image = 'x'): readonly object[] => many(count, (at) => ({ name: `c${at}`, image }));
const pod = (spec: object): object => ({ metadata: { name: 'p' }, spec });
const oneContainer = (fields: object): object => pod({ containers: [{ name: 'c', image: 'x', ...fields }] });
const deployment = (list: readonly object[]): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd' },
  spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: list } } },
});
const yaml = (text: string): Request => send('POST', MAPS, text, 'application/yaml');
const strategic = (path: string, body: unknown): Request => send('PATCH', path, body, 'application/strategic-merge-patch+json');
const template = (list: readonly object[]): object => ({ spec: { template: { spec: { containers: list } } } });

const CASES: Readonly<Record<string, Case>> = {
  'YAML of quotes alone': { size: 400_000, code: 400, request: (size) => yaml('"'.repeat(size)) },
  'YAML of mistakes in one list': { size: 200_000, code: 400, request: (size) => yaml(`[${','.repeat(size)}]`) },
  // Upstream reads the first, and no further.
  'YAML of documents': { size: 80_000, code: 422, request: (size) => yaml('---\na: b\n'.repeat(size / 8)) },
  'YAML of references': { size: 24_000, code: 422, request: (size) => yaml(`a: &a x\nb:\n${'- *a\n'.repeat(size)}`) },
  'YAML of names for parts': { size: 12_000, code: 422, request: (size) => yaml(many(size, (at) => `a${at}: &a${at} x\n`).join('')) },
  'JSON of quotes in a text': {
    size: 160_000,
    code: 201,
    request: (size) => send('POST', MAPS, map({}, { data: { a: '"'.repeat(size) } })),
  },
  'fields nobody knows': {
    size: 16_000,
    code: 201,
    request: (size) => send('POST', MAPS, map(Object.fromEntries(many(size, (at) => [`LABELS${at}`, 1])))),
  },
  'labels that break rules': {
    size: 8_000,
    code: 422,
    request: (size) => send('POST', MAPS, map({ labels: Object.fromEntries(many(size, (at) => [`u ${at}`, 'a b'])) })),
  },
  'ports of a container': {
    size: 16_000,
    code: 201,
    request: (size) => send('POST', PODS, oneContainer({ ports: many(size, (at) => ({ containerPort: at + 1 })) })),
  },
  'containers of a pod': { size: 8_000, code: 201, request: (size) => send('POST', PODS, pod({ containers: containers(size) })) },
  'warnings about one variable': {
    size: 16_000,
    code: 201,
    request: (size) => send('POST', PODS, oneContainer({ env: many(size, () => ({ name: 'E', value: 'x' })) })),
  },
  'a quantity of digits': {
    size: 160_000,
    code: 201,
    request: (size) => send('POST', PODS, oneContainer({ resources: { requests: { cpu: '1'.repeat(size) } } })),
  },
  'operations of a JSON patch': {
    size: 8_000,
    code: 200,
    before: () => send('POST', MAPS, map({}, { data: { k: 'v' } })),
    request: (size) =>
      send(
        'PATCH',
        `${MAPS}/a`,
        many(size, (at) => ({ op: 'add', path: `/data/k${at}`, value: 'v' })),
        'application/json-patch+json',
      ),
  },
  'a strategic merge of long lists': {
    size: 8_000,
    code: 200,
    before: (size) => send('POST', DEPLOYMENTS, deployment(containers(size))),
    request: (size) => strategic(`${DEPLOYMENTS}/d`, template(containers(size, 'y'))),
  },
  'a strategic merge that deletes': {
    size: 8_000,
    code: 200,
    before: (size) => send('POST', DEPLOYMENTS, deployment(containers(size))),
    request: (size) => strategic(`${DEPLOYMENTS}/d`, template(many(size - 1, (at) => ({ name: `c${at}`, $patch: 'delete' })))),
  },
  'an apply of a long list': {
    size: 6_000,
    code: 200,
    before: (size) => send('POST', DEPLOYMENTS, deployment(containers(size))),
    request: (size) =>
      send('PATCH', `${DEPLOYMENTS}/d`, deployment(containers(size, 'y')), 'application/apply-patch+yaml', {
        fieldManager: 'm',
        force: 'true',
      }),
  },
  'an update of a pod that is refused': {
    size: 4_000,
    code: 422,
    before: (size) => send('POST', PODS, pod({ containers: containers(size) })),
    request: (size) => send('PUT', `${PODS}/p`, pod({ containers: containers(size).toReversed() })),
  },
  'a label selector': {
    size: 32_000,
    code: 200,
    request: (size) => ({ method: 'GET', path: MAPS, query: { labelSelector: many(size, (at) => `a${at}=b`).join(',') } }),
  },
  'a field selector': {
    size: 32_000,
    code: 200,
    request: (size) => ({ method: 'GET', path: MAPS, query: { fieldSelector: many(size, () => 'metadata.name=b').join(',') } }),
  },
  'a continue token of nonsense': {
    size: 400_000,
    code: 400,
    request: (size) => ({ method: 'GET', path: MAPS, query: { continue: 'a'.repeat(size) } }),
  },
};

async function costAt({ before, request, code }: Case, size: number): Promise<number> {
  const lab = createLab();
  if (before !== undefined) expect(lab.ask(before(size)).code).toBe(201);
  const asked = request(size);
  let answer: ApiResponse | undefined;
  const ms = await costOf(() => (answer = lab.ask(asked)));
  expect(answer?.code, JSON.stringify(answer?.body).slice(0, 300)).toBe(code);
  return ms;
}

function createLab(): ApiLab {
  const lab = createApiLab();
  lab.post(`${NAMESPACE}/serviceaccounts`, { metadata: { name: 'default' } });
  return lab;
}

test.each(Object.entries(CASES))('%s', async (_, one) => {
  expect(await growthOf(one.size, (size) => costAt(one, size))).toBeLessThan(MOST);
});
