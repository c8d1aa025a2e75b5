// The way of a log, in a whole cluster: from what a program prints, through the kubelet and the API server, to whoever asked.
import { describe, expect, test } from 'vitest';
import type { ApiResponse } from '../../api/request.ts';
import type { Cluster } from '../../index.ts';
import { bootedCluster } from '../../testing/boot.ts';

const SECOND = 1_000_000;
const PODS = '/api/v1/namespaces/default/pods';
const user = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

function createPod(cluster: Cluster, name: string, containers: readonly object[]): void {
  const body = { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec: { containers } };
  cluster.apply({ type: 'api', request: { method: 'POST', path: PODS, body, user } }, (output) => {
    if (output.type === 'api') expect(output.response.code).toBe(201);
  });
}

function run(cluster: Cluster, seconds: number): void {
  cluster.runUntil(cluster.nowUs + seconds * SECOND);
}

function logOf(cluster: Cluster, name: string, query: Record<string, string> = {}): ApiResponse {
  let answered: ApiResponse | undefined;
  cluster.apply({ type: 'api', request: { method: 'GET', path: `${PODS}/${name}/log`, query, user } }, (output) => {
    if (output.type === 'api') answered = output.response;
  });
  run(cluster, 1);
  if (answered === undefined) throw new Error('no answer');
  return answered;
}

const busybox = (script: string, name = 'c'): object => ({ name, image: 'busybox:1.36', command: ['sh', '-c', script] });
const refusal = (message: string): object => ({ code: 400, body: { reason: 'BadRequest', message } });

describe('the log of a container', () => {
  test('has what its commands print, with instants, and only as much as was asked for', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'p', [busybox('echo one; echo two; sleep 3600')]);
    run(cluster, 20);
    expect(logOf(cluster, 'p').raw).toEqual({ contentType: 'text/plain', text: 'one\ntwo\n' });
    expect(logOf(cluster, 'p', { tailLines: '1' }).raw?.text).toBe('two\n');
    expect(logOf(cluster, 'p', { limitBytes: '5' }).raw?.text).toBe('one\nt');
    expect(logOf(cluster, 'p', { sinceSeconds: '1' }).raw?.text).toBe('');
    expect(logOf(cluster, 'p', { timestamps: 'true' }).raw?.text).toMatch(/^2026-01-01T00:\d\d:\d\d\.\d{6}000Z one\n/);
    expect(logOf(cluster, 'p', { tailLines: '-1' })).toMatchObject({ code: 422, body: { reason: 'Invalid' } });
    expect(logOf(cluster, 'p', { tailLines: 'x' })).toMatchObject(refusal('strconv.ParseInt: parsing "x": invalid syntax'));
  });

  test('is followed until the container ends', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'p', [busybox('echo begin; sleep 30; echo end')]);
    run(cluster, 15);
    const log: string[] = [];
    cluster.apply(
      { type: 'open', stream: 1, request: { method: 'GET', path: `${PODS}/p/log`, query: { follow: 'true' }, user } },
      (output) => {
        if (output.type === 'frame' && 'text' in output.frame) log.push(output.frame.text);
        if (output.type === 'end') log.push('(closed)');
      },
    );
    run(cluster, 1);
    expect(log).toEqual(['begin\n']);
    run(cluster, 60);
    expect(log.join('')).toBe('begin\nend\n(closed)');
  });

  test('of the run before is there after a restart', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'p', [busybox('echo $WORDS; exit 3')]);
    createPod(cluster, 'calm', [{ name: 'c', image: 'nginx:1.27' }]);
    run(cluster, 20);
    expect(logOf(cluster, 'p', { previous: 'true' }).code).toBe(200);
    expect(logOf(cluster, 'calm', { previous: 'true' })).toMatchObject(
      refusal('previous terminated container "c" in pod "calm" not found'),
    );
  });

  test('needs a container that is known, chosen and begun', () => {
    const cluster = bootedCluster();
    createPod(cluster, 'pair', [busybox('sleep 100', 'left'), busybox('sleep 100', 'right')]);
    createPod(cluster, 'stuck', [{ name: 'c', image: 'nosuch.example.com/x' }]);
    run(cluster, 5);
    const choose = 'a container name must be specified for pod pair, choose one of: [left right]';
    expect(logOf(cluster, 'pair')).toMatchObject(refusal(choose));
    expect(logOf(cluster, 'pair', { container: 'up' })).toMatchObject(refusal('container up is not valid for pod pair'));
    expect(logOf(cluster, 'nosuch')).toMatchObject({ code: 404, body: { message: 'pods "nosuch" not found' } });
    expect(logOf(cluster, 'stuck').body).toMatchObject({
      message: expect.stringMatching(
        /^container "c" in pod "stuck" is waiting to start: (trying and failing to pull image|image can't be pulled)$/,
      ),
    });
  });

  test('cannot be had while the kubelet is dead, and then again', () => {
    const cluster = bootedCluster({ workers: 1 });
    createPod(cluster, 'p', [busybox('echo here; sleep 3600')]);
    run(cluster, 20);
    cluster.apply({ type: 'kill', process: 'kubelet/node-1' });
    expect(logOf(cluster, 'p')).toMatchObject({
      code: 500,
      body: {
        message: expect.stringMatching(
          /^Get "https:\/\/[\d.]+:10250\/containerLogs\/default\/p\/c": dial tcp [\d.]+:10250: connect: connection refused$/,
        ),
      },
    });
    cluster.apply({ type: 'restart', process: 'kubelet/node-1' });
    run(cluster, 10);
    expect(logOf(cluster, 'p').raw?.text).toBe('here\n');
  });
});
