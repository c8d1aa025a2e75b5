// Bodies that are small enough to be taken and made to end the server, or to keep it busy without end: each is answered as upstream
// answers it, or nearly. Sizes are such that a way which grows with their square takes minutes to hours.
import { beforeEach, describe, expect, test } from 'vitest';
import { base64Of } from '../api/base64.ts';
import { bitString, type Bytes, integer, oid, sequence, TAG, tagged, write } from '../api/x509/der.ts';
import { pemBlocks, pemOf } from '../api/x509/pem.ts';
import { utf8Bytes } from '../api/utf8.ts';
import { ADMIN, type ApiLab, createApiLab } from '../testing/api-lab.ts';
import { WireWriter } from './protobuf/wire-writer.ts';

const NS = '/api/v1/namespaces/default';
const PODS = `${NS}/pods`;
const REQUESTS = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
const AUTOSCALERS = '/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers';

let lab: ApiLab;

beforeEach(() => {
  lab = createApiLab();
  lab.post(`${NS}/serviceaccounts`, { metadata: { name: 'default' } });
});

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function pod(spec: object, container: object = {}): object {
  return { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx', ...container }], ...spec } };
}

describe('what would have ended the server', () => {
  test.each([
    ['metrics', [{ type: 'Pods', pods: { metricName: 5, targetAverageValue: {} } }]],
    ['metrics', [{ type: 7, resource: true, object: 5 }]],
    ['current-metrics', [{ type: 'Resource', resource: { name: {}, currentAverageValue: [] } }]],
    ['behavior', { ScaleUp: 5, ScaleDown: { Policies: { a: 1 } } }],
    ['behavior', { ScaleUp: { Policies: [{ Type: [], Value: 'x' }] } }],
    ['conditions', [{ type: 5, status: {} }]],
  ])('annotations of an autoscaler that are no %s are ignored, as if they were not there: %j', (name, value) => {
    const annotations = { [`autoscaling.alpha.kubernetes.io/${name}`]: JSON.stringify(value) };
    const spec = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 };
    const made = lab.post(AUTOSCALERS, { metadata: { name: 'h', annotations }, spec });
    expect(made).toMatchObject({ code: 201, body: { metadata: { name: 'h' }, spec: { targetCPUUtilizationPercentage: 80 } } });
    expect(lab.get('/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/h').code).toBe(200);
  });

  test('an annotation that nests without end is no behavior', () => {
    const behavior = `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`;
    const metadata = { name: 'h', annotations: { 'autoscaling.alpha.kubernetes.io/behavior': behavior } };
    const spec = { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, maxReplicas: 3 };
    expect(lab.post(AUTOSCALERS, { metadata, spec }).code).toBe(201);
  });

  test('thousands of equal ports are warned of as far as there is room', () => {
    const ports = many(3000, () => ({ containerPort: 80 }));
    const { code, warnings = [] } = lab.post(PODS, pod({}, { ports }));
    expect(code).toBe(201);
    expect(warnings[0]).toBe('spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]');
    expect(warnings.length).toBeGreaterThan(10);
  });

  test('thousands of equal files, too', () => {
    const items = many(3000, () => ({ key: 'a', path: 'a' }));
    const { code, warnings = [] } = lab.post(PODS, pod({ volumes: [{ name: 'v', configMap: { name: 'm', items } }] }));
    expect(code).toBe(201);
    expect(warnings[0]).toBe('volume "v" (ConfigMap "m"): overlapping paths: "a" with "a"');
  });

  test('more addresses than a function takes arguments are warned of one by one', () => {
    const externalIPs = many(150_000, () => '10.0.0.01');
    const spec = { ports: [{ port: 80 }], externalIPs };
    expect(lab.post(`${NS}/services`, { metadata: { name: 's' }, spec }, { dryRun: 'All' }).code).toBe(201);
  });

  test('a list of numbers in one piece of protobuf may have more members than a function takes arguments', () => {
    const groups = Uint8Array.from(many(300_000, () => 1));
    const container = new WireWriter().text(1, 'c').text(2, 'nginx');
    const spec = new WireWriter().message(2, container).message(14, new WireWriter().binary(4, groups));
    const answer = lab.ask({
      method: 'POST',
      path: PODS,
      ...protobuf('v1', 'Pod', new WireWriter().message(1, named('p')).message(2, spec)),
    });
    expect(answer.code).toBe(201);
    const { spec: stored } = answer.body as unknown as { spec: { securityContext: { supplementalGroups: number[] } } };
    expect(stored.securityContext.supplementalGroups).toHaveLength(300_000);
  });

  test.each([
    ['nests without end', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'exceeded max depth'],
    ['has a number that is none', '{"a":1e999}', 'Infinity is not JSON'],
    ['has a field that would not stay one', '{"__proto__":{"a":1}}', 'invalid field name "__proto__"'],
  ])('JSON inside of protobuf that %s is refused as outside of it', (_, text, why) => {
    const data = new WireWriter().message(1, named('r')).message(2, new WireWriter().text(1, text)).integer(3, 1);
    const path = '/apis/apps/v1/namespaces/default/controllerrevisions';
    const { code, body } = lab.ask({ method: 'POST', path, ...protobuf('apps/v1', 'ControllerRevision', data) });
    expect(code).toBe(400);
    expect((body as { message: string }).message).toContain(why);
  });

  test.each([2_000_000_000_000, -5])('an instant %d thousand-millionths behind its second is none', (nanos) => {
    const renewTime = new WireWriter().integer(1, 1_700_000_000).integer(2, nanos);
    const lease = new WireWriter().message(1, named('l')).message(2, new WireWriter().message(4, renewTime));
    const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
    expect(lab.ask({ method: 'POST', path, ...protobuf('coordination.k8s.io/v1', 'Lease', lease) }).code).toBe(400);
  });

  test('a name in a certificate request may be long, and need be no text', () => {
    const name = sequence(
      write(
        TAG.set,
        sequence(
          oid('2.5.4.3'),
          write(
            TAG.utf8,
            many(150_000, () => 0xff),
          ),
        ),
      ),
    );
    expect(lab.post(REQUESTS, requestOf(name, rsaKey([1, 2], [3]), [1, 2])).code).toBe(422);
  });

  test('as many scopes as a body holds are refused in an answer of bounded size', () => {
    const spec = { hard: { cpu: '1' }, scopes: many(20_000, (index) => `scope-${index}`) };
    const { code, body } = lab.post(`${NS}/resourcequotas`, { metadata: { name: 'q' }, spec });
    expect(code).toBe(422);
    expect(JSON.stringify(body).length).toBeLessThan(10_000_000);
  });
});

describe('what would have kept the server busy for hours', () => {
  test('certificates that begin and do not end', () => {
    const stringData = { 'tls.crt': many(20_000, (index) => `-----BEGIN A${index}-----\n`).join(''), 'tls.key': 'x' };
    const { code, warnings } = lab.post(`${NS}/secrets`, { metadata: { name: 's' }, type: 'kubernetes.io/tls', stringData });
    expect(code).toBe(201);
    expect(warnings).toEqual(['tls: failed to find any PEM data in certificate input']);
  });

  test('a key whose numbers are larger than any key is not believed', () => {
    const large = many(100_000, () => 0x7f);
    const { code, body } = lab.post(REQUESTS, requestOf(sequence(), rsaKey(large, large), large));
    expect(code).toBe(422);
    expect(JSON.stringify(body)).toContain('crypto/rsa: verification error');
  });

  test.each([
    ['names of disks', { volumes: [{ name: 'v', iscsi: { targetPortal: 'x', lun: 1, iqn: 'iqn.2001-04.'.repeat(80_000) } }] }, 422],
    ['spreading', { topologySpreadConstraints: many(10_000, (index) => ({ ...SPREAD, topologyKey: `k${index}` })) }, 201],
    ['keys of labels', { topologySpreadConstraints: [{ ...SPREAD, ...KEYS }] }, 201],
  ])('many %s', (_, spec, code) => {
    expect(lab.post(PODS, pod(spec), { dryRun: 'All' }).code).toBe(code);
  });

  test('a path of a field with many brackets', () => {
    const env = [{ name: 'a', valueFrom: { fieldRef: { fieldPath: "x['".repeat(300_000) } } }];
    expect(lab.post(PODS, pod({}, { env })).code).toBe(422);
  });

  test('topologies of a storage class', () => {
    const values = many(100_000, (index) => `zone-${index}`);
    const body = { metadata: { name: 's' }, provisioner: 'x', allowedTopologies: [{ matchLabelExpressions: [{ key: 'k', values }] }] };
    expect(lab.post('/apis/storage.k8s.io/v1/storageclasses', body, { dryRun: 'All' }).code).toBe(201);
  });

  test('tolerations of a runtime class', () => {
    const tolerations = many(20_000, (index) => ({ key: `k${index}`, operator: 'Exists' }));
    const body = { metadata: { name: 'r' }, handler: 'h', scheduling: { tolerations } };
    expect(lab.post('/apis/node.k8s.io/v1/runtimeclasses', body, { dryRun: 'All' }).code).toBe(201);
  });
});

describe('blocks of PEM', () => {
  test('end with the first last line of their type, and those without one are passed over', () => {
    const inner = pemOf('B', [1, 2, 3]);
    const text = `-----BEGIN A-----\n${inner}-----BEGIN B-----\nAQID\n-----END C-----\n${pemOf('C', [4])}`;
    expect(pemBlocks(text).map(({ type, bytes }) => [type, [...bytes]])).toEqual([
      ['B', [1, 2, 3]],
      ['C', [4]],
    ]);
  });
});

const SPREAD = { maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', topologyKey: 'k' };
const KEYS = {
  labelSelector: { matchExpressions: many(15_000, (index) => ({ key: `a${index}`, operator: 'Exists' })) },
  matchLabelKeys: many(15_000, (index) => `b${index}`),
};

function named(name: string): WireWriter {
  return new WireWriter().text(1, name);
}

function protobuf(apiVersion: string, kind: string, raw: WireWriter) {
  const type = new WireWriter().text(1, apiVersion).text(2, kind);
  const { bytes } = new WireWriter().message(1, type).message(2, raw);
  const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
  return { headers, user: ADMIN, body: Uint8Array.from([0x6b, 0x38, 0x73, 0, ...bytes]) };
}

function rsaKey(modulus: Bytes, exponent: Bytes): Bytes {
  return sequence(sequence(oid('1.2.840.113549.1.1.1')), bitString(sequence(integer(modulus), integer(exponent))));
}

function requestOf(subject: Bytes, key: Bytes, signature: Bytes): object {
  const info = sequence(integer([0]), subject, key, tagged(0, []));
  const request = sequence(info, sequence(oid('1.2.840.113549.1.1.11')), bitString(signature));
  const spec = { signerName: 'a.b/c', usages: ['client auth'], request: base64Of(utf8Bytes(pemOf('CERTIFICATE REQUEST', request))) };
  return { metadata: { name: 'r' }, spec };
}
