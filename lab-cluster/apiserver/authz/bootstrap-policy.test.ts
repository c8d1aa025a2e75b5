// The default roles and bindings are those of a real API server, rule by rule, and a server that starts puts back what they lack.
// The comparison reads ORACLE_DIR; where that is absent it is skipped, visibly.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ClusterRole } from '../../api/kinds/cluster-role.ts';
import type { KubeObject } from '../../api/object.ts';
import { createApiLab } from '../../testing/api-lab.ts';
import { bootstrapPolicy } from './bootstrap-policy.ts';

const recording = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'discovery/bootstrap-rbac.json');
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** Of the distribution the recording was made with, not of Kubernetes. */
const FOREIGN = /openshift/;
/** Ours beyond the recording: namespaced roles were not recorded, and kubeadm was not there. */
const ADDED = new Set(['kubeadm:cluster-admins', 'system:coredns']);

describe.skipIf(!existsSync(recording))('the bootstrap policy, held against a real API server', () => {
  test('has the same cluster roles and bindings, labels and annotations included', () => {
    const { items } = JSON.parse(readFileSync(recording, 'utf8')) as { items: readonly KubeObject[] };
    const real = items.filter(({ metadata }) => !FOREIGN.test(metadata.name));
    expect(real.length).toBeGreaterThan(100);
    const ours = new Map(bootstrapPolicy().map(({ object }) => [`${object.kind} ${object.metadata.name}`, object]));
    for (const item of real) {
      const { uid: _uid, resourceVersion: _version, creationTimestamp: _time, ...metadata } = item.metadata;
      const expected = { ...item, metadata } as Record<string, unknown>;
      // The sum of other roles is written by a controller.
      if (expected['aggregationRule'] !== undefined) expected['rules'] = null;
      expect(ours.get(`${item.kind} ${metadata.name}`), metadata.name).toEqual(expected);
    }
    const names = new Set(real.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    const more = bootstrapPolicy().filter(
      ({ object: { kind, metadata } }) => !names.has(`${kind} ${metadata.name}`) && metadata.namespace === undefined,
    );
    expect(more.every(({ object }) => ADDED.has(object.metadata.name))).toBe(true);
  });
});

test('a server that starts gives a default role back what it lacks, and leaves what was added', () => {
  const lab = createApiLab();
  const path = `${RBAC}/clusterroles/system:basic-user`;
  const added = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };
  expect(lab.patch(path, { rules: [added] }, 'merge').code).toBe(200);
  lab.kernel.kill('kube-apiserver');
  lab.kernel.restart('kube-apiserver');
  lab.settle();
  const role = lab.get(path).body as ClusterRole;
  expect(role.rules).toHaveLength(4);
  expect(role.rules?.[0]).toEqual(added);
});

test('a role that opted out is left alone', () => {
  const lab = createApiLab();
  const path = `${RBAC}/clusterroles/system:basic-user`;
  const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'false' };
  expect(lab.patch(path, { rules: [], metadata: { annotations } }, 'merge').code).toBe(200);
  lab.kernel.kill('kube-apiserver');
  lab.kernel.restart('kube-apiserver');
  lab.settle();
  expect((lab.get(path).body as ClusterRole).rules ?? []).toEqual([]);
});
