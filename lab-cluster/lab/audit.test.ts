// The audit log of a whole cluster: who did what, under which name, and that listening changes nothing.
import { describe, expect, test } from 'vitest';
import { createCluster } from '../cluster.ts';
import { type AnsweredEvent, answersTo } from '../testing/audit-answers.ts';

const MINUTE_US = 60_000_000;

function audited(): { readonly events: readonly AnsweredEvent[]; readonly hash: string } {
  const cluster = createCluster({ seed: 3, workers: 1 });
  const events: AnsweredEvent[] = [];
  cluster.onAudit(answersTo((event) => events.push(event)));
  cluster.runUntil(MINUTE_US);
  const body = JSON.stringify({ metadata: { generateName: 'a-' }, data: { k: 'v' } });
  const request = {
    method: 'POST',
    path: '/api/v1/namespaces/default/configmaps',
    query: { fieldManager: 'me' },
    headers: { 'content-type': 'application/json', 'user-agent': 'kubectl/v1.34.0' },
    body,
  } as const;
  cluster.apply({ type: 'api', request });
  cluster.apply({ type: 'api', request: { method: 'POST', path: '/api/v1/namespaces/default/serviceaccounts/default/token', body: {} } });
  cluster.runUntil(MINUTE_US + 1_000_000);
  return { events, hash: cluster.traceHash };
}

describe('the audit log', () => {
  const { events, hash } = audited();

  test('tells a create with its request, its answer and when both were', () => {
    const event = events.find(
      ({ verb, objectRef }) =>
        verb === 'create' && objectRef?.resource === 'configmaps' && objectRef.namespace === 'default' && objectRef.name === undefined,
    );
    expect(event).toMatchObject({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'RequestResponse',
      stage: 'ResponseComplete',
      requestURI: '/api/v1/namespaces/default/configmaps?fieldManager=me',
      user: { username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] },
      userAgent: 'kubectl/v1.34.0',
      objectRef: { resource: 'configmaps', namespace: 'default', apiVersion: 'v1' },
      responseStatus: { metadata: {}, code: 201 },
      requestObject: { kind: 'ConfigMap', apiVersion: 'v1', metadata: { generateName: 'a-' }, data: { k: 'v' } },
      annotations: {
        'authorization.k8s.io/decision': 'allow',
        'authorization.k8s.io/reason':
          'RBAC: allowed by ClusterRoleBinding "kubeadm:cluster-admins" of ClusterRole "cluster-admin" to Group "kubeadm:cluster-admins"',
      },
    });
    expect(event?.responseObject).toMatchObject({ data: { k: 'v' } });
    expect(event?.requestReceivedTimestamp).toMatch(/^2026-01-01T00:01:00\.\d{6}Z$/);
    expect((event?.stageTimestamp ?? '') > (event?.requestReceivedTimestamp ?? '')).toBe(true);
  });

  test('holds no token that was given', () => {
    const event = events.find(({ objectRef }) => objectRef?.subresource === 'token');
    expect([event?.responseStatus.code, JSON.stringify(event).includes('eyJ')]).toEqual([201, false]);
  });

  test('knows every component by its user name and machine, and tells of watches when they begin', () => {
    const users = new Set(events.map(({ user }) => user['username']));
    for (const name of ['system:apiserver', 'system:kube-scheduler', 'system:node:node-1']) expect(users).toContain(name);
    const watches = events.filter(({ stage }) => stage === 'ResponseStarted');
    expect(watches.length).toBeGreaterThan(10);
    expect(watches.every(({ verb }) => verb === 'watch')).toBe(true);
    expect(new Set(events.map(({ sourceIPs }) => sourceIPs[0])).size).toBeGreaterThan(2);
    const complete = events.filter(({ stage }) => stage === 'ResponseComplete').map(({ auditID }) => auditID);
    expect(new Set(complete).size).toBe(complete.length);
  });

  test('is the same again for the same seed, and changes no history', () => {
    const again = audited();
    expect([again.hash, again.events.map(({ auditID }) => auditID)]).toEqual([hash, events.map(({ auditID }) => auditID)]);
    const [silent, heard] = [createCluster({ seed: 3, workers: 1 }), createCluster({ seed: 3, workers: 1 })];
    heard.onAudit(() => {});
    for (const cluster of [silent, heard]) cluster.runUntil(MINUTE_US / 2);
    expect(heard.traceHash).toBe(silent.traceHash);
  });

  test('tells of reads while time stands still, in the form they were asked for, and later events stay what they are', () => {
    const run = (looks: boolean): readonly AnsweredEvent[] => {
      const cluster = createCluster({ seed: 5, workers: 1 });
      const told: AnsweredEvent[] = [];
      cluster.runUntil(MINUTE_US);
      cluster.onAudit(answersTo((event) => told.push(event)));
      const read = { method: 'GET', path: '/api/v1/namespaces', user: { name: 'dora', groups: ['system:masters'] } } as const;
      if (looks) {
        const yaml = cluster.readAs({ ...read, headers: { accept: 'application/yaml', 'user-agent': 'looker' } });
        expect(yaml).toMatchObject({ code: 200, raw: { contentType: 'application/yaml' } });
        expect(cluster.readAs({ ...read, user: { name: 'eve', groups: [] } })).toMatchObject({ code: 403 });
        expect(told.map(({ user, verb, responseStatus, userAgent }) => [user['username'], verb, responseStatus.code, userAgent])).toEqual([
          ['dora', 'list', 200, 'looker'],
          ['eve', 'list', 403, undefined],
        ]);
      }
      cluster.apply({ type: 'api', request: { method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: 'later' } } } });
      cluster.runUntil(2 * MINUTE_US);
      return told.filter(({ user }) => user['username'] !== 'dora' && user['username'] !== 'eve');
    };
    const alone = run(false);
    expect(alone.length).toBeGreaterThan(5);
    expect(run(true)).toEqual(alone);
  });
});
