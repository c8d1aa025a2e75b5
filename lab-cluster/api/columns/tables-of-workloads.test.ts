// Rows of what makes pods, whole and with holes. Expected: printers.go of pkg/printers/internalversion.
import { describe, expect, it } from 'vitest';
import { printedRow, secondsAgo } from '../../testing/printed-row.ts';
import { controllerRevisions } from '../kinds/controller-revision.ts';
import { cronJobs } from '../kinds/cron-job.ts';
import { daemonSets } from '../kinds/daemon-set.ts';
import { deployments } from '../kinds/deployment.ts';
import { type Job, jobs } from '../kinds/job.ts';
import { podDisruptionBudgets } from '../kinds/pod-disruption-budget.ts';
import { podTemplates } from '../kinds/pod-template.ts';
import { replicaSets } from '../kinds/replica-set.ts';
import { replicationControllers } from '../kinds/replication-controller.ts';
import { statefulSets } from '../kinds/stateful-set.ts';

const two = [
  { name: 'web', image: 'nginx:1.27' },
  { name: 'log', image: 'registry.k8s.io/fluent:2' },
];
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: two } };
const bare = { spec: { containers: [{ name: 'c' }] } };
const containers = { Containers: 'web,log', Images: 'nginx:1.27,registry.k8s.io/fluent:2' };
const selector = {
  matchLabels: { app: 'web', 'app.kubernetes.io/name': 'shop' },
  matchExpressions: [
    { key: 'tier', operator: 'In', values: ['b', 'a'] },
    { key: 'old', operator: 'DoesNotExist' },
    { key: 'zone', operator: 'Exists' },
    { key: 'env', operator: 'NotIn', values: ['dev'] },
  ],
};
const selected = 'app=web,app.kubernetes.io/name=shop,env notin (dev),!old,tier in (a,b),zone';
const metadata = { name: 'x', creationTimestamp: secondsAgo(90) };

describe('the row of a', () => {
  it('Deployment', () => {
    const status = { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 1 };
    expect(printedRow(deployments, { metadata, spec: { replicas: 4, selector, template }, status })).toEqual({
      ...{ Name: 'x', Ready: '2/4', 'Up-to-date': 3, Available: 1, Age: '90s', Selector: selected },
      ...containers,
    });
    // An empty selector is printed as it is, unlike those of other kinds.
    const odd = printedRow(deployments, { spec: { replicas: 0, selector: {}, template: bare } });
    expect(odd).toMatchObject({ Ready: '0/0', 'Up-to-date': 0, Available: 0, Age: '<unknown>', Images: '', Selector: '' });
  });

  it('ReplicaSet', () => {
    const status = { replicas: 3, readyReplicas: 1 };
    expect(printedRow(replicaSets, { metadata, spec: { replicas: 2, selector, template }, status })).toEqual({
      ...{ Name: 'x', Desired: 2, Current: 3, Ready: 1, Age: '90s', Selector: selected },
      ...containers,
    });
    const odd = printedRow(replicaSets, { spec: { selector: {}, template: bare }, status: { replicas: 0 } });
    expect(odd).toMatchObject({ Desired: 0, Ready: 0, Selector: '<none>' });
  });

  it('ReplicationController', () => {
    const spec = { replicas: 2, selector: { a: '1', 'a.b': '2', 'a-c': '3' }, template };
    expect(printedRow(replicationControllers, { spec, status: { replicas: 1, readyReplicas: 1 } })).toEqual({
      ...{ Name: 'x', Desired: 2, Current: 1, Ready: 1, Age: '<unknown>', Selector: 'a-c=3,a.b=2,a=1' },
      ...containers,
    });
    const odd = printedRow(replicationControllers, { spec: {}, status: { replicas: 0 } });
    expect(odd).toMatchObject({ Containers: '', Images: '', Selector: '<none>' });
  });

  it('StatefulSet', () => {
    const row = printedRow(statefulSets, { metadata, spec: { replicas: 3, template }, status: { replicas: 3, readyReplicas: 2 } });
    expect(row).toEqual({ Name: 'x', Ready: '2/3', Age: '90s', ...containers });
    expect(printedRow(statefulSets, { spec: { replicas: 3, template }, status: { replicas: 0 } })['Ready']).toBe('0/3');
  });

  it('DaemonSet', () => {
    const nodeSelector = { 'kubernetes.io/os': 'linux', disk: 'ssd' };
    const status = { desiredNumberScheduled: 5, currentNumberScheduled: 4, numberReady: 3, updatedNumberScheduled: 2, numberAvailable: 1 };
    const spec = { selector, template: { spec: { containers: two, nodeSelector } } };
    expect(printedRow(daemonSets, { metadata, spec, status })).toEqual({
      ...{ Name: 'x', Desired: 5, Current: 4, Ready: 3, 'Up-to-date': 2, Available: 1, 'Node Selector': 'disk=ssd,kubernetes.io/os=linux' },
      ...{ Age: '90s', Selector: selected },
      ...containers,
    });
    const counts = { desiredNumberScheduled: 0, currentNumberScheduled: 0, numberReady: 0 };
    const odd = printedRow(daemonSets, { spec: { selector: {}, template }, status: counts });
    expect(odd).toMatchObject({ 'Up-to-date': 0, Available: 0, 'Node Selector': '<none>', Selector: '<none>' });
  });

  it('PodTemplate', () => {
    expect(printedRow(podTemplates, { template })).toEqual({ Name: 'x', 'Pod Labels': 'app=web', ...containers });
    expect(printedRow(podTemplates, { template: bare })).toEqual({ Name: 'x', 'Pod Labels': '<none>', Containers: 'c', Images: '' });
  });

  it.each([
    [{ kind: 'DaemonSet', apiVersion: 'apps/v1', name: 'agent', controller: true }, 'daemonset.apps/agent'],
    [{ kind: 'Thing', apiVersion: 'v1', name: 't', controller: true }, 'thing/t'],
    [{ kind: 'Thing', apiVersion: 'v1', name: 't' }, '<none>'],
  ])('ControllerRevision of %j', (owner, Controller) => {
    const own = { ...metadata, ownerReferences: [owner] };
    expect(printedRow(controllerRevisions, { metadata: own, revision: 7 })).toEqual({ Name: 'x', Controller, Revision: 7, Age: '90s' });
  });

  it.each([
    [{ minAvailable: 2 }, 3, ['2', 'N/A', 3]],
    [{ maxUnavailable: '50%' }, 0, ['N/A', '50%', 0]],
    [{ minAvailable: 0 }, 0, ['0', 'N/A', 0]],
    [{}, 1, ['N/A', 'N/A', 1]],
  ])('PodDisruptionBudget with %j', (spec, disruptionsAllowed, cells) => {
    const row = printedRow(podDisruptionBudgets, { spec, status: { disruptionsAllowed } });
    expect([row['Min Available'], row['Max Unavailable'], row['Allowed Disruptions']]).toEqual(cells);
  });
});

describe('the row of a Job', () => {
  const row = (spec: object, status: object, deleting = false) =>
    printedRow(jobs, {
      metadata: deleting ? { ...metadata, deletionTimestamp: secondsAgo(1) } : metadata,
      spec: { template, ...spec },
      status,
    });
  const being = (...types: string[]) => ({ conditions: types.map((type) => ({ type, status: 'True' })) });

  it('is whole', () => {
    const status = { succeeded: 2, startTime: secondsAgo(80) };
    const spec: Partial<Job['spec']> = { completions: 3, selector: { matchLabels: { job: 'x' } } };
    expect(row(spec, status)).toEqual({
      ...{ Name: 'x', Status: 'Running', Completions: '2/3', Duration: '80s', Age: '90s', Selector: 'job=x' },
      ...containers,
    });
  });

  it.each([
    [{ completions: 0 }, {}, '0/0'],
    [{ completions: 3, parallelism: 5 }, {}, '0/3'],
    [{ parallelism: 3 }, {}, '0/1 of 3'],
    [{ parallelism: 3 }, { succeeded: 2 }, '2/1 of 3'],
    [{ parallelism: 1 }, { succeeded: 1 }, '1/1'],
    [{ parallelism: 0 }, {}, '0/1'],
    [{}, {}, '0/1'],
  ])('counts %j with %j as %s', (spec, status, text) => {
    expect(row(spec, status)['Completions']).toBe(text);
  });

  it.each([
    [being(), false, 'Running'],
    [being('Complete', 'SuccessCriteriaMet'), true, 'Complete'],
    [being('FailureTarget', 'Failed'), true, 'Failed'],
    [being('Suspended'), true, 'Terminating'],
    [being('FailureTarget', 'Suspended'), false, 'Suspended'],
    [being('FailureTarget'), false, 'FailureTarget'],
    [being('SuccessCriteriaMet'), false, 'SuccessCriteriaMet'],
    [{ conditions: [{ type: 'Suspended', status: 'False' }] }, false, 'Running'],
  ])('calls %j, deleted: %s, %s', (status, deleting, word) => {
    expect(row({}, status, deleting)['Status']).toBe(word);
  });

  it.each([
    [{}, ''],
    [{ startTime: secondsAgo(200) }, '3m20s'],
    [{ startTime: secondsAgo(200), completionTime: secondsAgo(190) }, '10s'],
    [{ completionTime: secondsAgo(190) }, ''],
  ])('took, with %j, %j', (status, text) => {
    expect(row({}, status)['Duration']).toBe(text);
  });
});

describe('the row of a CronJob', () => {
  const jobTemplate = { spec: { template } };

  it('is whole', () => {
    const spec = { schedule: '*/5 * * * *', timeZone: 'Etc/UTC', suspend: true, jobTemplate: { spec: { template, selector } } };
    const status = { active: [{}, {}], lastScheduleTime: secondsAgo(130) };
    expect(printedRow(cronJobs, { metadata, spec, status })).toEqual({
      ...{ Name: 'x', Schedule: '*/5 * * * *', Timezone: 'Etc/UTC', Suspend: 'True', Active: 2, 'Last Schedule': '2m10s', Age: '90s' },
      ...{ Selector: selected, ...containers },
    });
  });

  it('says what it does not know', () => {
    const row = printedRow(cronJobs, { spec: { schedule: '@daily', jobTemplate } });
    expect(row).toMatchObject({
      Timezone: '<none>',
      Suspend: '<unset>',
      Active: 0,
      'Last Schedule': '<none>',
      Age: '<unknown>',
      Selector: '<none>',
    });
    expect(printedRow(cronJobs, { spec: { schedule: '', suspend: false, jobTemplate } })['Suspend']).toBe('False');
  });
});
