// Worker-thread entry: one lab, spoken to through the port to its parent.
import { parentPort } from 'node:worker_threads';
import { performance } from 'node:perf_hooks';
import { LabHost } from './lab-host.ts';
import type { Platform } from './pace.ts';
import type { LabRequest } from './protocol.ts';

const platform: Platform = {
  nowMs: () => performance.now(),
  after: (ms, act) => {
    if (ms === 0) {
      const immediate = setImmediate(act);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

if (parentPort === null) throw new Error('host/node.ts runs as a worker thread');
const port = parentPort;
const host = new LabHost((message) => port.postMessage(message), platform);
port.on('message', (request: LabRequest) => void host.receive(request));
