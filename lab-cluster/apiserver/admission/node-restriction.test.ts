// What a kubelet is kept from although its roles would let it, in upstream's words.
import { describe, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../api/request.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import { refusalOf } from '../../testing/admission-lab.ts';

const lab = createApiLab();
const CORE = '/api/v1/namespaces/default';
const kubelet = { name: 'system:node:oak', groups: ['system:nodes'] };
const containers = [{ name: 'c', image: 'i' }];

for (const name of ['default', 'robot']) lab.post(`${CORE}/serviceaccounts`, { metadata: { name } });
lab.post('/api/v1/nodes', { metadata: { name: 'oak' } });
const projected = { sources: [{ serviceAccountToken: { path: 'vault', audience: 'vault' } }] };
for (const [name, nodeName] of [
  ['near', 'oak'],
  ['far', 'elm'],
]) {
  lab.post(`${CORE}/pods`, {
    metadata: { name },
    spec: { serviceAccountName: 'robot', nodeName, containers, volumes: [{ name: 'v', projected }] },
  });
}
const uidOf = (path: string): string => (lab.get(path).body as { metadata: { uid: string } }).metadata.uid;
const ask = (method: ApiRequest['method'], path: string, body?: unknown): ApiResponse =>
  lab.ask({ method, path, user: kubelet, headers: { 'content-type': 'application/merge-patch+json' }, body });
const said = (answer: ApiResponse): string => refusalOf(answer);

describe('of its Node, a kubelet', () => {
  const register = (metadata: object, spec = {}): string =>
    said(lab.ask({ method: 'POST', path: '/api/v1/nodes', user: kubelet, body: { metadata, spec }, query: { dryRun: 'All' } }));
  const change = (body: object): string => said(ask('PATCH', '/api/v1/nodes/oak', body));

  test('registers no other, and no labels that lead pods', () => {
    expect(register({ name: 'elm' })).toBe('nodes "elm" is forbidden: node "oak" is not allowed to modify node "elm"');
    const labels = { 'node-restriction.kubernetes.io/zone': 'x', 'a.k8s.io/b': 'y', 'topology.kubernetes.io/zone': 'z', plain: '1' };
    const listed = 'a.k8s.io/b, node-restriction.kubernetes.io/zone';
    expect(register({ name: 'oak', labels })).toBe(
      `nodes "oak" is forbidden: node "oak" is not allowed to set the following labels: ${listed}`,
    );
  });

  test('is refused before the rules of the object are asked', () => {
    expect(register({ name: 'elm', labels: { '-': 'bad' } })).toContain('is not allowed to modify node');
  });

  test('changes neither taints nor owners, then no labels', () => {
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: 'u' };
    expect(change({ spec: { taints: [] } })).toBe('nodes "oak" is forbidden: node "oak" is not allowed to modify taints');
    expect(change({ metadata: { ownerReferences: [owner], labels: { 'k8s.io/x': '1' } } })).toBe(
      'nodes "oak" is forbidden: node "oak" is not allowed to modify ownerReferences',
    );
    expect(change({ metadata: { labels: { 'x.node-restriction.kubernetes.io/b': '1', 'k8s.io/a': '1' } } })).toBe(
      'nodes "oak" is forbidden: is not allowed to modify labels: k8s.io/a, x.node-restriction.kubernetes.io/b',
    );
    expect(change({ metadata: { labels: { 'node.kubernetes.io/instance-type': 'm' } } })).toBe('');
  });
});

describe('of pods, a kubelet', () => {
  const mirror = (owner: object | undefined, spec: object = {}): string =>
    said(
      ask('POST', `${CORE}/pods`, {
        metadata: {
          name: 'static',
          annotations: { 'kubernetes.io/config.mirror': 'x' },
          ...(owner === undefined ? {} : { ownerReferences: [owner] }),
        },
        spec: { nodeName: 'oak', containers, ...spec },
      }),
    ).replace('pods "static" is forbidden: ', '');
  const owner = { apiVersion: 'v1', kind: 'Node', name: 'oak', uid: uidOf('/api/v1/nodes/oak'), controller: true };

  test.each([
    [undefined, {}, 'node "oak" can only create pods with an owner reference set to itself'],
    [{ ...owner, name: 'elm' }, {}, 'node "oak" can only create pods with an owner reference set to itself'],
    [{ ...owner, controller: false }, {}, 'node "oak" can only create pods with a controller owner reference set to itself'],
    [{ ...owner, blockOwnerDeletion: true }, {}, 'node "oak" must not set blockOwnerDeletion on an owner reference'],
    [{ ...owner, uid: 'old' }, {}, `node oak UID mismatch: expected old got ${owner.uid}`],
    [owner, { nodeName: 'elm' }, 'node "oak" can only create pods with spec.nodeName set to itself'],
    [owner, { volumes: [{ name: 'v', configMap: { name: 'm' } }] }, 'node "oak" can not create pods that reference configmaps'],
    [
      owner,
      { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }] },
      'node "oak" can not create pods that reference persistentvolumeclaims',
    ],
    [
      owner,
      { volumes: [{ name: 'v', projected: { sources: [{ clusterTrustBundle: { name: 'b', path: 'p' } }] } }] },
      'node "oak" can not create pods that reference clustertrustbundles',
    ],
    [
      owner,
      { volumes: [{ name: 'v', csi: { driver: 'd' } }] },
      'node "oak" can not create pods that reference csidrivers (via CSI volumes)',
    ],
    [
      owner,
      { volumes: [{ name: 'e' }, { name: 'v', ephemeral: { volumeClaimTemplate: { spec: {} } } }] },
      'node "oak" can not create pods that reference persistentvolumeclaims (via ephemeral volumes)',
    ],
    [
      owner,
      { resourceClaims: [{ name: 'r', resourceClaimName: 'c' }], volumes: [{ name: 'v', csi: { driver: 'd' } }] },
      'node "oak" can not create pods that reference resourceclaims',
    ],
  ])('mirrors none with owner %j and spec %j', (given, spec, why) => {
    expect(mirror(given, spec)).toBe(why);
  });

  test('mirrors a static pod of its own', () => {
    expect(mirror(owner)).toBe('');
  });

  test('makes none that is no mirror', () => {
    expect(said(ask('POST', `${CORE}/pods`, { metadata: { name: 'p' }, spec: { containers } }))).toBe(
      'pods "p" is forbidden: pod does not have "kubernetes.io/config.mirror" annotation, node "oak" can only create mirror pods',
    );
  });

  test('deletes, evicts and reports on those of its node only', () => {
    expect(said(ask('DELETE', `${CORE}/pods/far`))).toBe(
      'pods "far" is forbidden: node "oak" can only delete pods with spec.nodeName set to itself',
    );
    expect(said(ask('POST', `${CORE}/pods/far/eviction`, { metadata: { name: 'far' } }))).toBe(
      'pods "far" is forbidden: node oak can only evict pods with spec.nodeName set to itself',
    );
    expect(said(ask('POST', `${CORE}/pods/none/eviction`, { metadata: { name: 'none' } }))).toBe('pod "none" not found');
    expect(said(ask('PATCH', `${CORE}/pods/far/status`, { status: { message: 'x' } }))).toBe(
      'pods "far" is forbidden: node "oak" can only update pod status for pods with spec.nodeName set to itself',
    );
    expect(said(ask('PATCH', `${CORE}/pods/near/status`, { metadata: { labels: { a: 'b' } } }))).toBe(
      'pods "near" is forbidden: node "oak" cannot update labels through pod status',
    );
  });
});

describe('a token, for a kubelet,', () => {
  const token = (spec: object): string =>
    said(ask('POST', `${CORE}/serviceaccounts/robot/token`, { spec })).replace('serviceaccounts "robot" is forbidden: ', '');
  const bound = (name: string, uid = uidOf(`${CORE}/pods/${name}`)): object => ({
    boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name, uid },
  });

  test('is bound to a pod on its node', () => {
    expect(token({})).toBe('node requested token not bound to a pod');
    expect(token(bound('near', ''))).toBe('node requested token with a pod binding without a uid');
    expect(token(bound('near', 'old'))).toBe(
      'the UID in the bound object reference (old) does not match the UID in record. The object might have been deleted and then recreated',
    );
    expect(token(bound('far'))).toBe('node requested token bound to a pod scheduled on a different node');
    expect(token(bound('near'))).toBe('');
  });

  test('is for whom the pod asks', () => {
    expect(token({ ...bound('near'), audiences: ['vault'] })).toBe('');
    expect(token({ ...bound('near'), audiences: ['bank'] })).toBe(
      'audience "bank" not found in pod spec volume, system:node:oak is not authorized to request tokens for this audience',
    );
    expect(token({ ...bound('near'), audiences: ['vault', 'bank'] })).toBe('node may only request 0 or 1 audiences');
  });
});

describe('of other things, a kubelet', () => {
  test('has one lease, and one CSINode', () => {
    const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
    expect(said(ask('POST', leases, { metadata: { name: 'elm' } }))).toBe(
      'leases.coordination.k8s.io "elm" is forbidden: can only access node lease with the same name as the requesting node',
    );
    expect(said(ask('POST', '/apis/storage.k8s.io/v1/csinodes', { metadata: { name: 'elm' }, spec: { drivers: [] } }))).toBe(
      'csinodes.storage.k8s.io "elm" is forbidden: can only access CSINode with the same name as the requesting node',
    );
  });
});
