// Worker-thread entry: reads manifests for the editor by the API server's own rules. Messages in, answers out.
import { parentPort } from 'node:worker_threads';
import { checkManifest } from '../../lab-cluster/index.ts';
import { readObjects } from '../../lab-cluster/kubectl/read-objects.ts';
import { textOf } from '../lab/errors.ts';
import { completionsAt, helpAt } from './field-knowledge.ts';
import type { ManifestMethod, ManifestMethods } from './manifest-protocol.ts';
import { ManifestReader } from './manifest-reader.ts';
import { OpenManifests } from './open-manifests.ts';
import { ReadingSlices } from './reading-slices.ts';
import { refusedProblems } from './refused-problems.ts';

type Handlers = {
  readonly [M in ManifestMethod]: (
    params: ManifestMethods[M]['params'],
  ) => ManifestMethods[M]['result'] | Promise<ManifestMethods[M]['result']>;
};

const reader = new ManifestReader(checkManifest);
const open = new ReadingSlices(new OpenManifests(reader));

const handlers: Handlers = {
  read: async ({ file, text }) => JSON.stringify(await open.read(file, text)),
  overtake: ({ file }) => {
    open.overtake(file);
    return null;
  },
  forget: ({ file }) => {
    open.forget(file);
    return null;
  },
  objects: ({ text }) => readObjects(text),
  refused: ({ text, status }) => refusedProblems(text, status),
  render: ({ object }) => reader.render(object),
  help: ({ text, offset }) => helpAt(text, offset),
  complete: ({ text, offset }) => completionsAt(text, offset),
};

if (parentPort === null) throw new Error('manifest-worker.ts runs as a worker thread');
const port = parentPort;
port.on('message', (asked: Asked) => void answer(asked));

interface Asked {
  readonly id: number;
  readonly method: ManifestMethod;
  readonly params: unknown;
}

async function answer({ id, method, params }: Asked): Promise<void> {
  try {
    port.postMessage({ id, result: await (handlers[method] as (params: unknown) => unknown)(params) });
  } catch (error) {
    port.postMessage({ id, error: textOf(error) });
  }
}
