// A worker that was ended is not heard any more, however much it had still to say.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { WorkerChannel } from './worker-channel.ts';

const talker = `
const { parentPort } = require('node:worker_threads');
const say = () => { parentPort.postMessage({ event: 'state' }); setImmediate(say); };
parentPort.on('message', ({ id }) => { parentPort.postMessage({ id, result: 'yes' }); say(); });
`;

test('what an ended worker has still on its way is not told', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'kubelab-channel-'));
  const file = path.join(folder, 'talker.cjs');
  writeFileSync(file, talker);
  try {
    const channel = new WorkerChannel<{ readonly event: string }>(file, 'The talker');
    let heard = 0;
    channel.onEvent(() => {
      heard += 1;
    });
    expect(await channel.call('talk', null)).toBe('yes');
    await expect.poll(() => heard).toBeGreaterThan(3);
    // What is said meanwhile waits for this thread.
    const until = performance.now() + 50;
    while (performance.now() < until);
    const before = heard;
    await channel.dispose();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(heard).toBe(before);
    await expect(channel.call('talk', null)).rejects.toThrow('ended');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
