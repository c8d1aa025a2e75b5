// Worker-thread entry: one lab, spoken to through the port to its parent, and over HTTPS where it is asked to serve.
import { parentPort } from 'node:worker_threads';
import { LabHost } from './lab-host.ts';
import { nodePlatform } from './node-platform.ts';
import type { LabRequest } from './protocol.ts';

if (parentPort === null) throw new Error('host/node.ts runs as a worker thread');
const port = parentPort;
const host = new LabHost((message) => port.postMessage(message), nodePlatform, {
  serve: async (entrance, options) => {
    const { serveDirectory } = await import('../serve/serve-directory.ts');
    return serveDirectory(entrance, options);
  },
});
port.on('message', (request: LabRequest) => void host.receive(request));
