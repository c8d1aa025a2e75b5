// What a client gets for what it says it takes: forms, their order, and the words of a refusal.
import { describe, expect, it } from 'vitest';
import { ADMIN, createApiLab } from '../../testing/api-lab.ts';
import { parseAccept } from './negotiation.ts';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const lab = createApiLab();
lab.post('/api/v1/namespaces/default/configmaps', { metadata: { name: 'c', labels: { n: '1' } }, data: { k: 'v' } });
const OBJECT = '/api/v1/namespaces/default/configmaps/c';
const LIST = '/api/v1/namespaces/default/configmaps';
const types = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
const streams = 'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';
const ask = (path: string, accept: string, query: Record<string, string> = {}) =>
  lab.ask({ method: 'GET', path, query, headers: { accept } });

describe('an Accept header', () => {
  it('is read by quality first, then the exact before the general, then as it came', () => {
    const order = (header: string) => parseAccept(header).map(({ type, subtype }) => `${type}/${subtype}`);
    expect(order('*/*;q=0.1, text/html, application/*')).toEqual(['text/html', 'application/*', '*/*']);
    expect(order('a/b;q=0.5,c/d,e/f')).toEqual(['c/d', 'e/f', 'a/b']);
    expect(order('*/*, application/*, application/json')).toEqual(['application/json', 'application/*', '*/*']);
    expect(order(', ;q=1, nonsense')).toEqual([]);
  });

  it.each([
    [TABLE, 'Table', 'meta.k8s.io/v1'],
    [TABLE.replace('v=v1', 'v=v1beta1'), 'Table', 'meta.k8s.io/v1beta1'],
    [`${TABLE},application/json`, 'Table', 'meta.k8s.io/v1'],
    [`application/json;q=0.9,${TABLE}`, 'Table', 'meta.k8s.io/v1'],
    ['application/json;as=Tea;v=v1;g=meta.k8s.io, application/json', 'ConfigMap', 'v1'],
    ['application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io', 'PartialObjectMetadata', 'meta.k8s.io/v1'],
    ['application/vnd.kubernetes.protobuf,application/json', 'ConfigMap', 'v1'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'ConfigMap', 'v1'],
    ['*/*', 'ConfigMap', 'v1'],
    ['application/*, application/json;q=0.1', 'ConfigMap', 'v1'],
  ])('%s gets a %s', (accept, kind, apiVersion) => {
    expect(ask(OBJECT, accept)).toMatchObject({ code: 200, body: { kind, apiVersion } });
  });

  it.each(['text/html', 'application/cbor', 'application/*', '*', 'text/html;q=0.5, application/xml'])(
    '%s alone leads nowhere',
    (accept) => {
      const message = `406: Not Acceptable\n\nAvailable representations: ${types}`;
      expect(ask(OBJECT, accept)).toMatchObject({ code: 406, body: { reason: 'NotAcceptable', message, details: {} } });
      expect(ask(LIST, accept)).toMatchObject({ code: 406, body: { message: `${message}, ${streams}` } });
    },
  );

  it.each(['application/json;as=Table;v=v2;g=meta.k8s.io', 'application/json;sv=v1', 'application/yaml;stream=watch'])(
    '%s alone is not acceptable',
    (accept) => {
      const { code, body } = ask(OBJECT, accept);
      const message = `only the following media types are accepted: ${types}`;
      expect([code, body]).toEqual([
        406,
        { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'NotAcceptable', code: 406 },
      ]);
    },
  );

  it.each([
    ['/apis', `only the following media types are accepted: ${types}`],
    ['/apis/apps', `only the following media types are accepted: ${types}`],
    ['/apis/apps/v1', `406: Not Acceptable\n\nAvailable representations: ${types}`],
    ['/api', `406: Not Acceptable\n\nAvailable representations: ${types}`],
  ])('for %s is refused by whoever stands before it', (path, message) => {
    expect(ask(path, 'text/html')).toMatchObject({ code: 406, body: { message } });
    expect(ask(path, 'text/html,*/*;q=0.1').code).toBe(200);
  });

  it('keeps lists and single objects apart', () => {
    const one = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
    const many = one.replace('Metadata;', 'MetadataList;');
    expect(ask(LIST, many)).toMatchObject({ code: 200, body: { kind: 'PartialObjectMetadataList' } });
    expect(ask(LIST, one)).toMatchObject({
      code: 406,
      body: { message: 'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)' },
    });
    expect(ask(OBJECT, many)).toMatchObject({
      code: 406,
      body: { message: 'you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)' },
    });
  });

  it('says how much of the objects a table brings along', () => {
    const rows = (includeObject: string) => (ask(LIST, TABLE, { includeObject }).body as unknown as { rows: object[] }).rows;
    const own = (includeObject: string) =>
      rows(includeObject).map((row) => ('object' in row ? (row.object as { kind: string }).kind : null));
    expect(new Set(own(''))).toEqual(new Set(['PartialObjectMetadata']));
    expect(new Set(own('Object'))).toEqual(new Set(['ConfigMap']));
    expect(ask(LIST, TABLE, { includeObject: 'All' })).toMatchObject({
      code: 400,
      body: {
        message: `Unable to convert to Table as requested: includeObject: Invalid value: "All": must be 'Metadata', 'Object', 'None', or empty`,
      },
    });
  });
});

describe('an answer in another encoding', () => {
  it('is YAML for who takes YAML first, errors too', () => {
    const { raw, code } = ask(OBJECT, 'application/yaml');
    expect(code).toBe(200);
    expect(raw?.contentType).toBe('application/yaml');
    expect(raw?.text).toMatch(/^apiVersion: v1\ndata:\n {2}k: v\nkind: ConfigMap\nmetadata:\n {2}creationTimestamp: "/);
    expect(raw?.text).toContain('\n    "n": "1"\n');
    expect(ask(`${OBJECT}x`, 'application/yaml').raw?.text).toContain('message: configmaps "cx" not found\n');
  });

  it('is indented for who asks for that, in the query or by being a tool of people', () => {
    const indented = /^\{\n {2}"/;
    expect(ask(OBJECT, '', { pretty: 'true' }).raw?.text).toMatch(indented);
    expect(ask(OBJECT, 'application/json;pretty=1').raw?.text).toMatch(indented);
    const curl = { 'user-agent': 'curl/8.0' };
    expect(lab.ask({ method: 'GET', path: OBJECT, headers: curl }).raw?.text).toMatch(indented);
    expect(lab.ask({ method: 'GET', path: OBJECT, headers: curl, query: { pretty: '0' } }).raw).toBeUndefined();
    expect(ask(OBJECT, 'application/json').raw).toBeUndefined();
  });

  it('is refused for a watch in a form without frames', () => {
    const response = lab.ask({ method: 'GET', path: LIST, query: { watch: '1' }, headers: { accept: 'application/yaml' }, user: ADMIN });
    expect(response).toMatchObject({ code: 406, body: { message: `only the following media types are accepted: ${streams}` } });
  });
});
