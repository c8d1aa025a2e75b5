// Rows of nodes and pods, sidecars and restarts among them. Expected: printNode and printPod of pkg/printers/internalversion.
import { describe, expect, it } from 'vitest';
import { printedRow, secondsAgo } from '../../testing/printed-row.ts';
import { nodes } from '../kinds/node.ts';
import { pods } from '../kinds/pod.ts';

const metadata = { name: 'x', creationTimestamp: secondsAgo(90) };

describe('the row of a Node', () => {
  it('is whole', () => {
    const labels = { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/': '', 'kubernetes.io/role': 'edge', other: 'x' };
    const status = {
      conditions: [
        { type: 'MemoryPressure', status: 'False' },
        { type: 'Ready', status: 'True' },
      ],
      addresses: [
        { type: 'Hostname', address: 'node-1' },
        { type: 'InternalIP', address: '10.0.0.1' },
        { type: 'InternalIP', address: 'fd00::1' },
        { type: 'ExternalIP', address: '203.0.113.1' },
      ],
      nodeInfo: { kubeletVersion: 'v1.34.0', osImage: 'Linux', kernelVersion: '6.1', containerRuntimeVersion: 'containerd://2' },
    };
    expect(printedRow(nodes, { metadata: { ...metadata, labels }, spec: { unschedulable: true }, status })).toEqual({
      ...{ Name: 'x', Status: 'Ready,SchedulingDisabled', Roles: 'edge,worker', Age: '90s', Version: 'v1.34.0' },
      ...{ 'Internal-IP': '10.0.0.1', 'External-IP': '203.0.113.1' },
      ...{ 'OS-Image': 'Linux', 'Kernel-Version': '6.1', 'Container-Runtime': 'containerd://2' },
    });
  });

  it('has words for what it has not', () => {
    expect(printedRow(nodes, {})).toMatchObject({
      ...{ Status: 'Unknown', Roles: '<none>', Version: '', 'Internal-IP': '<none>', 'External-IP': '<none>' },
      ...{ 'OS-Image': '<unknown>', 'Kernel-Version': '<unknown>', 'Container-Runtime': '<unknown>' },
    });
    const lost = { conditions: [{ type: 'Ready', status: 'Unknown' }] };
    expect(printedRow(nodes, { status: lost })['Status']).toBe('NotReady');
  });
});

const running = { running: { startedAt: secondsAgo(50) } };
const waiting = (reason?: string) => ({ waiting: reason === undefined ? {} : { reason } });
const ended = (exitCode: number, more: object = {}) => ({ terminated: { exitCode, ...more } });
/** `ago`: seconds since it ended the last time. */
const crashed = (ago: number) => ({ terminated: { exitCode: 1, finishedAt: secondsAgo(ago) } });
const container = (name: string, state: object, more: object = {}) => ({ name, state, ready: false, restartCount: 0, ...more });
const up = (name: string, more: object = {}) => container(name, running, { ready: true, started: true, ...more });
const sidecar = (name: string) => ({ name, restartPolicy: 'Always' });
const INITIALIZED = [{ type: 'Initialized', status: 'True' }];

describe('the row of a Pod', () => {
  const row = (status: object, spec: object = {}, deleting = false) => {
    const own = deleting ? { ...metadata, deletionTimestamp: secondsAgo(1) } : metadata;
    const printed = printedRow(pods, { metadata: own, spec: { containers: [{ name: 'c' }], ...spec }, status });
    return printed as Record<'Ready' | 'Status' | 'Restarts', string>;
  };

  it('is whole', () => {
    const spec = { nodeName: 'node-1', readinessGates: [{ conditionType: 'a' }, { conditionType: 'b' }] };
    const conditions = [
      { type: 'a', status: 'True' },
      { type: 'b', status: 'False' },
    ];
    const status = { phase: 'Running', podIP: '10.1.0.1', nominatedNodeName: 'node-2', conditions, containerStatuses: [up('c')] };
    expect(row(status, spec)).toEqual({
      ...{ Name: 'x', Ready: '1/1', Status: 'Running', Restarts: '0', Age: '90s', IP: '10.1.0.1', Node: 'node-1' },
      ...{ 'Nominated Node': 'node-2', 'Readiness Gates': '1/2' },
    });
    expect(row({ phase: 'Pending' })).toMatchObject({
      IP: '<none>',
      Node: '<none>',
      'Nominated Node': '<none>',
      'Readiness Gates': '<none>',
    });
    expect(row({ podIPs: [{ ip: 'fd00::1' }] })).toMatchObject({ Status: '', IP: 'fd00::1' });
  });

  it.each([
    ['SchedulingGated', { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }],
    ['Evicted', { phase: 'Failed', reason: 'Evicted' }],
    ['NodeAffinity', { phase: 'Failed', reason: 'NodeAffinity' }],
    ['PodInitializing', { phase: 'Pending', containerStatuses: [container('c', waiting('PodInitializing'))] }],
    ['OOMKilled', { phase: 'Running', containerStatuses: [container('c', ended(137, { reason: 'OOMKilled' }))] }],
    ['ExitCode:3', { phase: 'Running', containerStatuses: [container('c', ended(3))] }],
    ['Signal:9', { phase: 'Running', containerStatuses: [container('c', ended(137, { signal: 9 }))] }],
    ['Running', { phase: 'Running', containerStatuses: [container('c', waiting())] }],
    // The first of several that have something to say.
    [
      'ErrImagePull',
      { phase: 'Pending', containerStatuses: [container('a', waiting('ErrImagePull')), container('b', ended(1, { reason: 'Error' }))] },
    ],
    ['NotReady', { phase: 'Running', containerStatuses: [up('a'), container('b', ended(0, { reason: 'Completed' }))] }],
    [
      'Running',
      {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [up('a'), container('b', ended(0, { reason: 'Completed' }))],
      },
    ],
  ])('says %s', (word, status) => {
    expect(row(status).Status).toBe(word);
  });

  it.each([
    ['Terminating', { phase: 'Running', containerStatuses: [up('c')] }],
    ['Unknown', { phase: 'Running', reason: 'NodeLost' }],
    ['Unknown', { phase: 'Failed', reason: 'NodeLost' }],
    ['Error', { phase: 'Failed', containerStatuses: [container('c', ended(1, { reason: 'Error' }))] }],
    ['Succeeded', { phase: 'Succeeded' }],
  ])('that is being deleted says %s', (word, status) => {
    expect(row(status, {}, true).Status).toBe(word);
  });

  it.each([
    ['Init:0/2', [container('a', running), container('b', waiting('PodInitializing'))]],
    ['Init:1/2', [container('a', ended(0)), container('b', waiting('PodInitializing'))]],
    ['Init:1/2', [container('a', ended(0)), container('b', {})]],
    ['Init:Error', [container('a', ended(1, { reason: 'Error' }))]],
    ['Init:ExitCode:1', [container('a', ended(1))]],
    ['Init:Signal:9', [container('a', ended(137, { signal: 9 }))]],
    ['Init:ImagePullBackOff', [container('a', waiting('ImagePullBackOff'))]],
    ['PodInitializing', [container('a', ended(0)), container('b', ended(0))]],
  ])('at its beginning says %s', (word, initContainerStatuses) => {
    const containerStatuses = [container('c', waiting('PodInitializing'))];
    const initContainers = [{ name: 'a' }, { name: 'b' }];
    expect(row({ phase: 'Pending', initContainerStatuses, containerStatuses }, { initContainers }).Status).toBe(word);
  });

  it.each([
    ['1/2', 'Running', { initContainerStatuses: [up('s', { ready: false })], containerStatuses: [up('c')], conditions: INITIALIZED }],
    ['2/2', 'Running', { initContainerStatuses: [up('s')], containerStatuses: [up('c')], conditions: INITIALIZED }],
    [
      '0/2',
      'Init:0/1',
      { initContainerStatuses: [container('s', running, { started: false, ready: true })], containerStatuses: [up('c')] },
    ],
    // Once initialized, a sidecar that crashes takes nothing away from the others, and their words are later than its own.
    [
      '1/2',
      'Init:Error',
      { initContainerStatuses: [container('s', ended(1, { reason: 'Error' }))], containerStatuses: [up('c')], conditions: INITIALIZED },
    ],
    ['1/2', 'Running', { initContainerStatuses: [container('s', ended(0), { started: true, ready: true })], containerStatuses: [up('c')] }],
  ])('with a sidecar is %s and %s', (ready, word, status) => {
    expect(row({ phase: 'Running', ...status }, { initContainers: [sidecar('s')] })).toMatchObject({ Ready: ready, Status: word });
  });

  it('counts the restarts of init containers up to the one that is at work', () => {
    const initContainers = [{ name: 'a' }, { name: 'b' }, { name: 'd' }];
    const initContainerStatuses = [
      container('a', ended(0), { restartCount: 1, lastState: crashed(300) }),
      container('b', running, { restartCount: 2, lastState: crashed(60) }),
      container('d', waiting('PodInitializing'), { restartCount: 4, lastState: crashed(5) }),
    ];
    expect(row({ phase: 'Pending', initContainerStatuses }, { initContainers }).Restarts).toBe('3 (60s ago)');
    // Afterwards only containers and sidecars count.
    const containerStatuses = [up('c', { restartCount: 5, lastState: crashed(20) })];
    expect(row({ initContainerStatuses, containerStatuses, conditions: INITIALIZED }, { initContainers }).Restarts).toBe('5 (20s ago)');
  });

  it('counts the restarts of sidecars, and tells when the last was', () => {
    const initContainers = [sidecar('s'), { name: 'i' }];
    const initContainerStatuses = [up('s', { restartCount: 1, lastState: crashed(10) }), container('i', ended(0), { restartCount: 7 })];
    const containerStatuses = [up('c', { restartCount: 2, lastState: crashed(300) })];
    expect(row({ initContainerStatuses, containerStatuses }, { initContainers }).Restarts).toBe('3 (10s ago)');
  });

  it('does not tell when, where nobody knows or nothing happened', () => {
    expect(row({ containerStatuses: [up('c', { restartCount: 3 })] }).Restarts).toBe('3');
    expect(row({ containerStatuses: [up('c', { restartCount: 0, lastState: crashed(10) })] }).Restarts).toBe('0');
  });

  it('that has ended is marked as completed', () => {
    const marks = (phase: string) =>
      pods.rowConditions?.({ status: { phase } } as never)?.map(({ type, status, reason }) => [type, status, reason]);
    expect(marks('Succeeded')).toEqual([['Completed', 'True', 'Succeeded']]);
    expect(marks('Failed')).toEqual([['Completed', 'True', 'Failed']]);
    expect(marks('Running')).toEqual([]);
  });
});
