// Tokens that lie in Secrets, in the audit log of a whole cluster: whose they are, where they lie, and when they count no more.
import { expect, test } from 'vitest';
import type { Secret } from '../api/kinds/secret.ts';
import type { Cluster } from '../index.ts';
import { type AnsweredEvent, answersTo } from '../testing/audit-answers.ts';
import { bootedCluster } from '../testing/boot.ts';

const second = 1_000_000;
const SECRETS = '/api/v1/namespaces/default/secrets';
const ABOUT = 'authentication.k8s.io/legacy-token';

function notesOf(event: AnsweredEvent | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(event?.annotations ?? {}).filter(([key]) => key.startsWith(ABOUT)));
}

test('a token of a Secret is told of with its account and its Secret, and is nobody’s once it is marked as invalid', () => {
  const cluster = bootedCluster();
  const metadata = { name: 'held', annotations: { 'kubernetes.io/service-account.name': 'default' } };
  const secret = { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/service-account-token', metadata };
  cluster.apply({ type: 'api', request: { method: 'POST', path: SECRETS, body: secret } });
  cluster.runUntil(cluster.nowUs + 5 * second);
  const { data } = cluster.read({ method: 'GET', path: `${SECRETS}/held` }).body as Secret;
  const authorization = `Bearer ${Buffer.from(data?.['token'] ?? '', 'base64').toString()}`;
  const events: AnsweredEvent[] = [];
  cluster.onAudit(answersTo((event) => event.userAgent === 'holder' && events.push(event)));
  show(cluster, authorization);
  const subject = 'system:serviceaccount:default:default';
  expect(events.at(-1)).toMatchObject({ user: { username: subject }, responseStatus: { code: 200 } });
  expect(notesOf(events.at(-1))).toEqual({ [ABOUT]: subject, [`${ABOUT}-manual-secret`]: 'held' });
  const headers = { 'content-type': 'application/merge-patch+json' };
  const marked = { metadata: { labels: { 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' } } };
  cluster.apply({ type: 'api', request: { method: 'PATCH', path: `${SECRETS}/held`, headers, body: marked } });
  cluster.runUntil(cluster.nowUs + second);
  show(cluster, authorization);
  expect(events.at(-1)?.responseStatus.code).toBe(401);
  expect(notesOf(events.at(-1))).toEqual({ [ABOUT]: subject, [`${ABOUT}-invalidated`]: 'held/default' });
});

function show(cluster: Cluster, authorization: string): void {
  const headers = { authorization, 'user-agent': 'holder' };
  cluster.apply({ type: 'api', bare: true, request: { method: 'GET', path: '/version', headers } });
  cluster.runUntil(cluster.nowUs + second);
}
