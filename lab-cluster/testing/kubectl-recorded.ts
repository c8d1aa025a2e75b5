// Recorded objects put into an API server's store, and what a stock kubectl prints of them held against what was printed of the
// same objects in the cluster they were recorded in.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KubeObject } from '../api/object.ts';
import type { Entrance } from '../host/entrance.ts';
import { serveDirectory } from '../serve/serve-directory.ts';
import { invariant } from '../sim/invariant.ts';
import { ADMIN, type ApiLab, createApiLab } from './api-lab.ts';
import { runKubectl } from './kubectl.ts';

export interface RecordedComparison {
  readonly name: string;
  /** Lines that differ without a known reason. */
  readonly differences: readonly string[];
  /** Known reasons why others differ. */
  readonly reasons: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const MOST_QUESTIONS = 1_000;
const KINDS = ['nodes', 'pods', 'services'];
const DESCRIBED = ['node', 'pod-badimage', 'pod-crash', 'pod-pending', 'pod-running', 'service', 'service-nodeport'];

/** What is known to differ, and why: objects that were not recorded, and words of a newer kubectl. */
const REASONS: readonly (readonly [line: RegExp, why: string])[] = [
  [/^(?:badimage|crash) /, 'the objects were recorded a moment after the table, in another state'],
  [/^ (?:Host )?Port: \d+\/TCP(?: \(\w+\))?$/, 'kubectl 1.34 prints the name of a port, its predecessors do not'],
];

/** Undefined where there is no recording. */
export async function compareRecorded(binary: string, folder: string): Promise<readonly RecordedComparison[] | undefined> {
  const tables = path.join(folder, 'tables');
  if (!existsSync(tables)) return undefined;
  const lab = createApiLab({ calendarMs: Date.UTC(2026, 10, 20, 12, 17, 50) });
  const objects = KINDS.flatMap((kind) => itemsOf(path.join(tables, `get-${kind}.objects.json`)));
  load(lab, [...objects, ...slicesOf(tables, objects), ...leasesOf(tables, folder)]);
  const dir = mkdtempSync(path.join(tmpdir(), 'kubelab-recorded-'));
  const serving = await serveDirectory(entranceOf(lab), { dir });
  const print = async (args: string): Promise<string> => {
    const ran = await runKubectl(binary, args.split(' '), { kubeconfig: serving.kubeconfig, cacheDir: path.join(dir, 'cache') });
    return ran.out + ran.err;
  };
  try {
    const compared: RecordedComparison[] = [];
    for (const kind of KINDS) {
      for (const wide of ['', '-wide']) {
        const recorded = readFileSync(path.join(tables, `get-${kind}${wide}.txt`), 'utf8');
        const scope = kind === 'nodes' ? '' : ' -n demo';
        compared.push(compare(`get-${kind}${wide}`, recorded, await print(`get ${kind}${scope}${wide === '' ? '' : ' -o wide'}`)));
      }
    }
    for (const name of DESCRIBED) {
      const recorded = readFileSync(path.join(folder, 'describe', `${name}.txt`), 'utf8');
      const object = /^Name: +(\S+)$/m.exec(recorded)?.[1] ?? '';
      const kind = name.split('-')[0] ?? '';
      compared.push(compare(`describe-${name}`, recorded, await print(`describe ${kind} ${object}${kind === 'node' ? '' : ' -n demo'}`)));
    }
    return compared;
  } finally {
    await serving.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function itemsOf(file: string): readonly KubeObject[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly items: readonly KubeObject[] }).items;
}

interface Row {
  readonly cells: readonly string[];
  readonly object: { readonly metadata: KubeObject['metadata'] };
}

function rowsOf(file: string): readonly Row[] {
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly rows: readonly Row[] }).rows;
}

/** Of EndpointSlices the table was recorded, with their metadata; the rest is said by the pods and services they are made of. */
function slicesOf(tables: string, objects: readonly KubeObject[]): readonly KubeObject[] {
  const all = objects as readonly (KubeObject & { readonly spec?: Json; readonly status?: Json })[];
  return rowsOf(path.join(tables, 'endpointslices.json')).map(({ cells, object: { metadata } }) => {
    const service = all.find(
      ({ kind, metadata: { name } }) => kind === 'Service' && name === metadata.labels?.['kubernetes.io/service-name'],
    );
    const ports = (service?.spec?.['ports'] ?? []) as readonly {
      readonly name?: string;
      readonly protocol: string;
      readonly targetPort: unknown;
    }[];
    const endpoints = (cells[3] ?? '').split(',').map((address) => {
      const pod = all.find(({ kind, status }) => kind === 'Pod' && status?.['podIP'] === address);
      const targetRef = { kind: 'Pod', namespace: pod?.metadata.namespace, name: pod?.metadata.name, uid: pod?.metadata.uid };
      return {
        addresses: [address],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: pod?.spec?.['nodeName'],
        targetRef,
      };
    });
    return {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata,
      addressType: cells[1],
      ports: ports.map(({ name = '', protocol }) => ({ name, protocol, port: Number(cells[2]) })),
      endpoints,
    } as unknown as KubeObject;
  });
}

/** Of Leases, too; when a node's was renewed is said by its description alone. */
function leasesOf(tables: string, folder: string): readonly KubeObject[] {
  const renewed = /^ +RenewTime: +(.+)$/m.exec(readFileSync(path.join(folder, 'describe', 'node.txt'), 'utf8'))?.[1] ?? '';
  const renewTime = new Date(renewed).toISOString().replace('Z', '000Z');
  const rows = rowsOf(path.join(tables, 'leases.json')).filter(({ object }) => object.metadata.namespace === 'kube-node-lease');
  return rows.map(({ cells, object: { metadata } }) => {
    const spec = { holderIdentity: cells[1], leaseDurationSeconds: 40, renewTime };
    return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec } as unknown as KubeObject;
  });
}

function load(lab: ApiLab, objects: readonly KubeObject[]): void {
  const { sim, storage } = lab.server;
  let loaded = 0;
  sim.spawn(
    (function* () {
      for (const object of objects) {
        const written = yield* storage.writeMany({ span: 0, background: false }, [object], []);
        if (written.ok) loaded++;
      }
    })(),
  );
  // Each question takes the lab a little further.
  for (let asked = 0; asked < MOST_QUESTIONS && loaded < objects.length; asked++) lab.get('/api/v1/namespaces');
  invariant(loaded === objects.length && loaded > 0, () => `${loaded} of ${objects.length} recorded objects could be loaded`);
}

function entranceOf(lab: ApiLab): Entrance {
  return {
    signerCertificate: undefined,
    dateMs: 0,
    send: (request, arrived) => arrived(lab.ask({ ...request, user: ADMIN })),
    turnAway: (_, refusal) => refusal,
    open: (_, receiver) => {
      receiver.opened('refused');
      receiver.end();
      return () => {};
    },
  };
}

function compare(name: string, recorded: string, printed: string): RecordedComparison {
  const [there, here] = [linesOf(recorded), linesOf(printed)];
  const missing = there.filter((line) => !here.includes(line)).map((line) => `only there ${JSON.stringify(line)}`);
  const extra = here.filter((line) => !there.includes(line)).map((line) => `only here ${JSON.stringify(line)}`);
  const differences: string[] = [];
  const reasons = new Set<string>();
  for (const line of [...missing, ...extra]) {
    const why = REASONS.find(([pattern]) => pattern.test(JSON.parse(line.slice(line.indexOf('"'))) as string))?.[1];
    if (why === undefined) differences.push(line);
    else reasons.add(why);
  }
  // What stands beside a known difference differs with it.
  const unordered = differences.length + reasons.size === 0 && there.join('\n') !== here.join('\n');
  return { name, differences: unordered ? ['the same lines in another order'] : differences, reasons: [...reasons] };
}

/** Without what depends on the instant, and without events, which were not recorded as objects. */
function linesOf(text: string): readonly string[] {
  return (text.split(/^Events:/m)[0] ?? '')
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replace(/\b(?:\d+[smhdy])+\b/g, 'AGE')
        .replace(/ +/g, ' ')
        .trimEnd(),
    );
}
