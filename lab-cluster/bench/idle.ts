// Measures what a lab costs that does nothing: three nodes at ×1, then paused. Arguments: the built worker, seconds. Prints one line of JSON.
import { Worker } from 'node:worker_threads';
import { LabCalls } from '../host/lab-calls.ts';
import type { LabMessage } from '../host/protocol.ts';
import { cpuSeconds } from './measure.ts';

const [file = '', secondsText = '60'] = process.argv.slice(2);
const seconds = Number(secondsText);
const worker = new Worker(file);
const calls = new LabCalls((call) => worker.postMessage(call));
let messages = 0;

worker.on('message', (message: LabMessage) => {
  messages += 1;
  calls.take(message);
});

await calls.call('start', { seed: 1, speed: 'max' });
await calls.call('runToIdle', { limitMs: 300_000 });
await calls.call('speed', { speed: 1 });
await pause(3);
const running = await share(seconds);
await calls.call('pause', null);
await pause(1);
messages = 0;
const paused = await share(seconds / 3);
console.log(JSON.stringify({ runningPercent: running * 100, pausedPercent: paused * 100, pausedMessages: messages }));
await worker.terminate();

/** CPU seconds per second of this whole process. */
async function share(overSeconds: number): Promise<number> {
  const before = cpuSeconds();
  await pause(overSeconds);
  return (cpuSeconds() - before) / overSeconds;
}

function pause(forSeconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, forSeconds * 1000));
}
