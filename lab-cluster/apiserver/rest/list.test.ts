// Lists: pages that fit together, versions in every combination, selectors, and upstream's words for what cannot be.
import { describe, expect, test } from 'vitest';
import type { ObjectList } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';

const lab = createApiLab({ historyLimit: 40 });
for (const name of ['a', 'b', 'c', 'd', 'e']) lab.post(MAPS, { metadata: { name, labels: { n: name, big: name > 'c' ? 'yes' : 'no' } } });

const list = (query: Record<string, string>, path = MAPS): ObjectList => lab.get(path, query).body as ObjectList;
const names = ({ items }: ObjectList): readonly string[] => items.map(({ metadata }) => metadata.name);
const refusal = (query: Record<string, string>, path = MAPS): readonly [number, string] => {
  const { code, body } = lab.get(path, query);
  return [code, (body as Status).message ?? ''];
};

describe('pages', () => {
  test('fit together, say how many are left, and show the state of the first one', () => {
    const first = list({ limit: '2' });
    lab.post(MAPS, { metadata: { name: 'bb' } });
    lab.delete(`${MAPS}/bb`);
    const second = list({ limit: '2', continue: first.metadata.continue ?? '' });
    const third = list({ limit: '2', continue: second.metadata.continue ?? '' });
    expect([first, second, third].map(names)).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect([first, second, third].map(({ metadata }) => metadata.remainingItemCount)).toEqual([3, 1, undefined]);
    expect(new Set([first, second, third].map(({ metadata }) => metadata.resourceVersion)).size).toBe(1);
    expect(third.metadata.continue).toBeUndefined();
  });

  test('of a selection do not say how many are left', () => {
    const first = list({ limit: '1', labelSelector: 'big=yes' });
    expect([names(first), first.metadata.remainingItemCount]).toEqual([['d'], undefined]);
    const second = list({ limit: '1', labelSelector: 'big=yes', continue: first.metadata.continue ?? '' });
    expect([names(second), second.metadata.continue]).toEqual([['e'], undefined]);
  });

  test('of a selection end where nothing follows at all, not where nothing follows that matches', () => {
    const only = list({ limit: '1', labelSelector: 'n=c' });
    expect([names(only), only.metadata.remainingItemCount]).toEqual([['c'], undefined]);
    const rest = list({ limit: '1', labelSelector: 'n=c', continue: only.metadata.continue ?? '' });
    expect([names(rest), rest.metadata.continue]).toEqual([[], undefined]);
    expect(list({ limit: '1', labelSelector: 'n=e' }).metadata.continue).toBeUndefined();
    // The one object of a name is no page of anything.
    expect(list({ limit: '1', fieldSelector: 'metadata.name=a' }).metadata.continue).toBeUndefined();
    expect(names(list({ continue: 'abc', fieldSelector: 'metadata.name=a' }))).toEqual(['a']);
  });

  test('of all namespaces are those of one if only that can match', () => {
    lab.post('/api/v1/namespaces', { metadata: { name: 'zoo' } });
    lab.post('/api/v1/namespaces/zoo/configmaps', { metadata: { name: 'z' } });
    const query = { limit: '4', fieldSelector: 'metadata.namespace=default' };
    const first = list(query, '/api/v1/configmaps');
    expect(names(first)).toEqual(['a', 'b', 'c', 'd']);
    const second = list({ ...query, continue: first.metadata.continue ?? '' }, '/api/v1/configmaps');
    expect([names(second), second.metadata.continue]).toEqual([['e'], undefined]);
    lab.delete('/api/v1/namespaces/zoo/configmaps/z');
  });

  test('of the pods of a node are read from its index', () => {
    lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
    const pods = '/api/v1/namespaces/default/pods';
    for (const [name, nodeName] of [
      ['a', 'n-1'],
      ['b', 'n-2'],
    ])
      lab.post(pods, { metadata: { name }, spec: { nodeName, containers: [{ name: 'c', image: 'nginx' }] } });
    const first = list({ limit: '1', fieldSelector: 'spec.nodeName=n-1' }, pods);
    expect([names(first), first.metadata.continue]).toEqual([['a'], undefined]);
    expect(list({ limit: '1', fieldSelector: 'spec.nodeName!=n-2' }, pods).metadata.continue).toBeDefined();
    expect(names(list({ fieldSelector: 'spec.host=n-2' }, pods))).toEqual(['b']);
    expect(refusal({ fieldSelector: 'name=default' }, '/api/v1/namespaces')).toEqual([400, 'field label not supported: name']);
  });

  test('that are asked for wrongly in several ways are refused for their numbers first', () => {
    const query = { timeoutSeconds: 'x', limit: 'y', labelSelector: 'a in (', fieldSelector: '=' };
    expect(refusal(query)[1]).toBe('strconv.ParseInt: parsing "x": invalid syntax');
    expect(refusal({ ...query, timeoutSeconds: '1' })[1]).toBe('strconv.ParseInt: parsing "y": invalid syntax');
    expect(refusal({ ...query, timeoutSeconds: '1', limit: '1' })[1]).toMatch(/^unable to parse requirement: /);
  });

  test('of a version that stands beside a token are refused, and a token that cannot be read before that', () => {
    const { metadata } = list({ limit: '2' });
    expect(refusal({ resourceVersion: '5', continue: metadata.continue ?? '' })).toEqual([
      400,
      'specifying resource version is not allowed when using continue',
    ]);
    expect(refusal({ resourceVersion: '5', continue: 'a' })[1]).toMatch(/^invalid continue token: /);
  });

  test('of a state that is compacted can be gone on with in the newest state', () => {
    const first = list({ limit: '2' });
    for (let round = 0; round < 60; round++) lab.put(`${MAPS}/e`, { metadata: { name: 'e' }, data: { round: String(round) } });
    const gone = lab.get(MAPS, { limit: '2', continue: first.metadata.continue ?? '' });
    const status = gone.body as Status & { readonly metadata: { readonly continue?: string } };
    expect([gone.code, status.reason]).toEqual([410, 'Expired']);
    expect(status.message).toMatch(/^The provided continue parameter is too old to display a consistent list result\./);
    expect(names(list({ continue: status.metadata.continue ?? '' }))).toEqual(['c', 'd', 'e']);
  });

  const token = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  test.each([
    ['abc', "invalid character 'i' looking for beginning of value"],
    ['a', 'illegal base64 data at input byte 0'],
    ['a$bc', 'illegal base64 data at input byte 1'],
    [token({ v: 'v2' }), 'server does not recognize this encoded version v2'],
    [token({ v: 'meta.k8s.io/v1', rv: 0, start: 'a' }), 'incorrect encoded start resourceVersion (version meta.k8s.io/v1)'],
    [token({ v: 'meta.k8s.io/v1', rv: 1, start: '' }), 'encoded start key empty (version meta.k8s.io/v1)'],
    [token({ v: 'meta.k8s.io/v1', rv: 1, start: '../secrets' }), '../secrets'],
  ])('refuse the token %s', (text, why) => {
    expect(refusal({ continue: text })).toEqual([400, `invalid continue token: continue key is not valid: ${why}`]);
  });
});

describe('versions', () => {
  test('Exact shows the past, NotOlderThan and no word the present', () => {
    const before = list({}).metadata.resourceVersion;
    lab.post(MAPS, { metadata: { name: 'f' } });
    const shown = (query: Record<string, string>): boolean => names(list({ resourceVersion: before, ...query })).includes('f');
    expect(shown({ resourceVersionMatch: 'Exact' })).toBe(false);
    expect(shown({ resourceVersionMatch: 'NotOlderThan' })).toBe(true);
    expect(shown({})).toBe(true);
    // With a limit, a version alone means that very version.
    expect(shown({ limit: '10' })).toBe(false);
    expect(shown({ limit: '10', resourceVersionMatch: 'NotOlderThan' })).toBe(true);
  });

  test('version 0 is whatever is at hand, whole', () => {
    expect(names(list({ resourceVersion: '0', limit: '2' }))).toContain('f');
  });

  test.each<readonly [Record<string, string>, number, string]>([
    [
      { resourceVersion: 'x' },
      400,
      'invalid resource version: resourceVersion: Invalid value: "x": strconv.ParseUint: parsing "x": invalid syntax',
    ],
    [
      { resourceVersion: '99999999999999999999' },
      400,
      'invalid resource version: resourceVersion: Invalid value: "99999999999999999999": strconv.ParseUint: parsing "99999999999999999999": value out of range',
    ],
    [{ resourceVersion: '1', resourceVersionMatch: 'Exact' }, 410, 'The resourceVersion for the provided list is too old.'],
    [
      { resourceVersionMatch: 'Exact' },
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [
      { resourceVersion: '0', resourceVersionMatch: 'Exact' },
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ],
    [
      { resourceVersion: '5', resourceVersionMatch: 'Maybe' },
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Unsupported value: "Maybe": supported values: "Exact", "NotOlderThan", ""',
    ],
    [
      { sendInitialEvents: 'true' },
      422,
      'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list',
    ],
    [{ limit: '1.5' }, 400, 'strconv.ParseInt: parsing "1.5": invalid syntax'],
    [{ timeoutSeconds: '9999999999999999999' }, 400, 'strconv.ParseInt: parsing "9999999999999999999": value out of range'],
    [
      { fieldSelector: 'spec.x=1', resourceVersionMatch: 'Exact' },
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
  ])('%o is refused', (query, code, message) => {
    expect(refusal(query)).toEqual([code, message]);
  });
});

describe('selectors', () => {
  test.each([
    ['labelSelector', '=x', "found '=', expected: !, identifier, or 'end of string'"],
    ['labelSelector', 'a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['labelSelector', 'a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['labelSelector', 'a in (b', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['labelSelector', 'a in (=)', "unable to parse requirement: found '=', expected: ',', ')' or identifier"],
    ['labelSelector', 'a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['labelSelector', 'a,', "found '', expected: identifier after ','"],
    ['labelSelector', '!', "unable to parse requirement: found '', expected: identifier"],
    ['labelSelector', 'a==!', "unable to parse requirement: found '!', expected: identifier"],
    [
      'labelSelector',
      'a>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    ['fieldSelector', 'metadata.name', "invalid selector: 'metadata.name'; can't understand 'metadata.name'"],
    ['fieldSelector', 'metadata.name=a\\b', 'invalid field selector: invalid escape sequence: \\b'],
    ['fieldSelector', 'metadata.name=a=b', 'invalid field selector: unescaped character in value: 61'],
    ['fieldSelector', 'data.k=v', '"data.k" is not a known field selector: only "metadata.name", "metadata.namespace"'],
  ])('%s %s is refused', (name, text, message) => {
    expect(refusal({ [name]: text })).toEqual([400, message]);
  });

  test('a key that is no label name is refused with all that is wrong with it', () => {
    const [code, message] = refusal({ labelSelector: '-a=1' });
    expect([code, message.startsWith('unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of')]).toEqual([
      400,
      true,
    ]);
  });

  test('kinds with fields of their own have words of their own', () => {
    expect(refusal({ fieldSelector: 'spec.containers=x' }, '/api/v1/pods')).toEqual([400, 'field label not supported: spec.containers']);
    expect(refusal({ fieldSelector: 'metadata.namespace=x' }, '/api/v1/nodes')).toEqual([
      400,
      'field label not supported: metadata.namespace',
    ]);
  });

  test('a set may hold the empty value', () => {
    lab.post(MAPS, { metadata: { name: 'empty', labels: { tier: '' } } });
    expect(names(list({ labelSelector: 'tier in (,x)' }))).toEqual(['empty']);
    expect(names(list({ labelSelector: 'tier=' }))).toEqual(['empty']);
    expect(names(list({ labelSelector: 'in in (in), notin' }))).toEqual([]);
  });
});
