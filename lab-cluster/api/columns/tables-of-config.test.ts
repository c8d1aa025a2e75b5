// Rows of settings, identities, rights, amounts and events. Expected: printers.go of pkg/printers/internalversion.
import { describe, expect, it } from 'vitest';
import { printedRow, secondsAgo } from '../../testing/printed-row.ts';
import { clusterRoleBindings } from '../kinds/cluster-role-binding.ts';
import { clusterRoles } from '../kinds/cluster-role.ts';
import { configMaps } from '../kinds/config-map.ts';
import { events } from '../kinds/event.ts';
import { limitRanges } from '../kinds/limit-range.ts';
import { namespaces } from '../kinds/namespace.ts';
import { resourceQuotas } from '../kinds/resource-quota.ts';
import { roleBindings } from '../kinds/role-binding.ts';
import { roles } from '../kinds/role.ts';
import { secrets } from '../kinds/secret.ts';
import { serviceAccounts } from '../kinds/service-account.ts';
import { tokenReviews } from '../kinds/token-review.ts';

const creationTimestamp = secondsAgo(90);
const metadata = { name: 'x', creationTimestamp };

describe('the row of a', () => {
  it('ConfigMap', () => {
    const row = printedRow(configMaps, { metadata, data: { a: '1', b: '2' }, binaryData: { c: 'AA==' } });
    expect(row).toEqual({ Name: 'x', Data: 3, Age: '90s' });
    expect(printedRow(configMaps, {})).toEqual({ Name: 'x', Data: 0, Age: '<unknown>' });
  });

  it('Secret', () => {
    const row = printedRow(secrets, { metadata, type: 'Opaque', data: { a: 'AA==' } });
    expect(row).toEqual({ Name: 'x', Type: 'Opaque', Data: 1, Age: '90s' });
    expect(printedRow(secrets, {})).toMatchObject({ Type: '', Data: 0 });
  });

  it('ServiceAccount', () => {
    expect(printedRow(serviceAccounts, { metadata, secrets: [{}, {}] })).toEqual({ Name: 'x', Secrets: 2, Age: '90s' });
    expect(printedRow(serviceAccounts, {})['Secrets']).toBe(0);
  });

  it('Namespace', () => {
    expect(printedRow(namespaces, { metadata, status: { phase: 'Terminating' } })).toEqual({
      Name: 'x',
      Status: 'Terminating',
      Age: '90s',
    });
  });

  it.each([limitRanges, roles, clusterRoles, tokenReviews] as const)('kind that nobody wrote a printer for', (kind) => {
    expect(printedRow(kind as typeof roles, { metadata })).toEqual({ Name: 'x', 'Created At': creationTimestamp });
    expect(printedRow(kind as typeof roles, {})).toEqual({ Name: 'x', 'Created At': '0001-01-01T00:00:00Z' });
  });

  it.each([roleBindings, clusterRoleBindings] as const)('binding', (kind) => {
    const subjects = [
      { kind: 'User', name: 'ada' },
      { kind: 'ServiceAccount', name: 'bot', namespace: 'shop' },
      { kind: 'Group', name: 'dev' },
      { kind: 'User', name: 'bob' },
      { kind: 'Robot', name: 'r2' },
      { kind: 'ServiceAccount', name: 'nobody' },
    ];
    const roleRef = { kind: 'ClusterRole', name: 'view' };
    expect(printedRow(kind as typeof roleBindings, { metadata, roleRef, subjects })).toEqual({
      ...{ Name: 'x', Role: 'ClusterRole/view', Age: '90s', Users: 'ada, bob', Groups: 'dev', ServiceAccounts: 'shop/bot, /nobody' },
    });
    const empty = { Users: '', Groups: '', ServiceAccounts: '' };
    expect(printedRow(kind as typeof roleBindings, { roleRef })).toMatchObject(empty);
  });

  it('ResourceQuota', () => {
    const hard = { pods: '5', 'limits.cpu': '2', 'requests.cpu': '1', 'limits.memory': '4Gi', limitsome: '1', cpu: '3' };
    const used = { pods: '2', 'limits.cpu': '500m', 'requests.cpu': '0' };
    expect(printedRow(resourceQuotas, { metadata, spec: { hard: { services: '9' } }, status: { hard, used } })).toEqual({
      Name: 'x',
      Request: 'cpu: 0/3, limitsome: 0/1, pods: 2/5, requests.cpu: 0/1',
      Limit: 'limits.cpu: 500m/2, limits.memory: 0/4Gi',
      Age: '90s',
    });
    expect(printedRow(resourceQuotas, {})).toMatchObject({ Request: '', Limit: '' });
  });
});

describe('the row of an Event', () => {
  const involvedObject = { kind: 'Pod', name: 'web-1', fieldPath: 'spec.containers{web}' };
  const row = (fields: object) => printedRow(events, { metadata, involvedObject, ...fields });

  it('is whole', () => {
    const seen = { firstTimestamp: secondsAgo(300), lastTimestamp: secondsAgo(20), count: 4 };
    const source = { component: 'kubelet', host: 'node-1' };
    expect(row({ type: 'Warning', reason: 'BackOff', message: ' Back-off.\n', source, ...seen })).toEqual({
      ...{ 'Last Seen': '20s', Type: 'Warning', Reason: 'BackOff', Object: 'pod/web-1', Subobject: 'spec.containers{web}' },
      ...{ Source: 'kubelet, node-1', Message: 'Back-off.', 'First Seen': '5m', Count: 4, Name: 'x' },
    });
  });

  it.each([
    ['5m', '5m', 1, { eventTime: secondsAgo(300) }],
    ['5m', '5m', 1, { eventTime: secondsAgo(300), firstTimestamp: null, lastTimestamp: null, count: 0 }],
    ['7s', '5m', 9, { eventTime: secondsAgo(300), series: { count: 9, lastObservedTime: secondsAgo(7) } }],
    [
      '7s',
      '5m',
      9,
      { firstTimestamp: secondsAgo(300), lastTimestamp: secondsAgo(1), count: 2, series: { count: 9, lastObservedTime: secondsAgo(7) } },
    ],
    ['<unknown>', '5m', 0, { firstTimestamp: secondsAgo(300), lastTimestamp: secondsAgo(1), count: 2, series: {} }],
    ['1s', '<unknown>', 2, { lastTimestamp: secondsAgo(1), count: 2 }],
    ['<unknown>', '<unknown>', 1, {}],
  ])('was last seen %s and first %s ago, %d times: %j', (last, first, count, fields) => {
    expect(row(fields)).toMatchObject({ 'Last Seen': last, 'First Seen': first, Count: count });
  });

  it.each([
    ['', {}],
    ['kubelet', { source: { component: 'kubelet' }, reportingComponent: 'other' }],
    ['default-scheduler, scheduler-0', { source: {}, reportingComponent: 'default-scheduler', reportingInstance: 'scheduler-0' }],
    [', node-1', { source: { host: 'node-1' } }],
  ])('comes from %j', (text, fields) => {
    expect(row(fields)['Source']).toBe(text);
  });

  it('names what it is about as far as it can', () => {
    expect(row({ involvedObject: { kind: 'Node' } })).toMatchObject({ Object: 'node', Subobject: '' });
    expect(row({ involvedObject: {} })['Object']).toBe('');
  });
});
