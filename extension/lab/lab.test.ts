// The connection to the worker: answers find their callers, frames find their watches, and an end that nobody asked for is told.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../lab-cluster/index.ts';
import { Lab, NoCluster } from './lab.ts';
import { clockText, labClock } from '../../webview/protocol.ts';
import { parseClock } from './virtual-time.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kubelab-lab-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A worker that speaks the protocol and nothing else. `watch` sends its first frames before the answer. */
const worker = `
const { parentPort } = require('node:worker_threads');
const state = { phase: 'running', paused: false, speed: 1, idle: true, timeUs: 5, revision: 1, newest: 0, waiting: [], failure: '', boot: [] };
parentPort.on('message', ({ id, method, params }) => {
  if (method === 'kill') process.exit(3);
  if (method === 'restart') return parentPort.postMessage({ id, error: 'no process that is down is named x' });
  if (method === 'watch') {
    parentPort.postMessage({ event: 'watch', watch: 9, frames: [{ type: 'ADDED', object: { path: params.path } }], closed: false });
    return parentPort.postMessage({ id, result: { watch: 9 } });
  }
  parentPort.postMessage({ id, result: method === 'unwatch' ? null : state });
});`;

function lab(): Lab {
  const file = path.join(folder, 'worker.cjs');
  writeFileSync(file, worker);
  return new Lab(file);
}

describe('lab', () => {
  test('says that there is no cluster before one was started', async () => {
    await expect(lab().call('pause', null)).rejects.toBeInstanceOf(NoCluster);
  });

  test('starts once, tells its state, and passes errors on', async () => {
    const one = lab();
    await Promise.all([one.start({}), one.start({})]);
    expect(one.isRunning).toBe(true);
    expect(one.state?.timeUs).toBe(5);
    await expect(one.call('restart', { process: 'x' })).rejects.toThrow('no process that is down is named x');
    await one.stop();
    expect(one.state).toBeNull();
  });

  test('frames that come before the answer are not lost', async () => {
    const one = lab();
    await one.start({});
    const seen: (readonly WatchEvent[])[] = [];
    const close = await one.watch('/api/v1/pods', { frames: (frames) => seen.push(frames), closed: () => undefined });
    expect(seen).toHaveLength(1);
    close();
    await one.stop();
  });

  test('a crash ends calls and watches, is told once, and another start works', async () => {
    const one = lab();
    await one.start({});
    const crashes: string[] = [];
    one.onCrash((reason) => crashes.push(reason));
    let closed = 0;
    await one.watch('/api/v1/pods', { frames: () => undefined, closed: () => (closed += 1) });
    await expect(one.call('kill', { process: 'x' })).rejects.toThrow('ended with code 3');
    expect(crashes).toEqual(['The cluster ended with code 3.']);
    expect(closed).toBe(1);
    expect(one.state).toBeNull();
    await one.start({});
    expect(one.isRunning).toBe(true);
    await one.stop();
  });
});

describe('virtual time', () => {
  test('is written and read as people do', () => {
    expect(clockText(266_667_000)).toBe('00:04:26');
    expect(clockText(266_667_000, true)).toBe('00:04:26.667');
    const timeUs = 266_667_000;
    const shown = [{}, { speed: 'max' }, { speed: 0.1 }, { paused: true }].map((part) =>
      labClock({ timeUs, paused: false, speed: 1, ...part } as never),
    );
    expect(shown).toEqual(['00:04:26', '00:04:26', '00:04:26.667', '00:04:26.667']);
    expect(['90', '90s', '1:30', '0:01:30.5', '2m', 'soon'].map(parseClock)).toEqual([90e6, 90e6, 90e6, 90.5e6, 120e6, undefined]);
  });
});
