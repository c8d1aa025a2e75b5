// Measures whether a lab that is left running grows: 30 virtual hours of nothing, then 50,000 writes. Prints one line of JSON:
// MB alive after every 5 hours and every 10,000 writes.
// Argument: `served`, whose past is compacted away, or `editor`, which keeps it. Needs `--expose-gc`.
import { createCluster, type ClusterOptions, type Input } from '../index.ts';
import { collectGarbage } from './measure.ts';

const HOUR_US = 3_600_000_000;
const HOURS = 30;
const WRITES = 50_000;
const OBJECTS = 50;
/** Few, so that the trace's ring is full from the start and does not look like growth. */
const SPANS = 5_000;
const past: ClusterOptions = process.argv[2] === 'editor' ? {} : { inputLimit: { count: 0, bytes: 0 }, compactionIntervalMs: 300_000 };

const path = '/api/v1/namespaces/default/configmaps';
const json = { 'content-type': 'application/json' };

const cluster = createCluster({ seed: 1, traceLimit: SPANS, ...past });
const heapMb = (): number => Math.round(collectGarbage() / 1e5) / 10;
const idle: number[] = [];
for (let hour = 1; hour <= HOURS; hour++) {
  cluster.runUntil(hour * HOUR_US);
  if (hour % 5 === 0) idle.push(heapMb());
}

const writing: number[] = [];
for (let write = 0; write < WRITES; write++) {
  const name = `w-${write % OBJECTS}`;
  cluster.apply(write < OBJECTS ? create(name) : update(name, write));
  // Ten a virtual second.
  cluster.runUntil(cluster.nowUs + 100_000);
  if ((write + 1) % 10_000 === 0) writing.push(heapMb());
}
console.log(JSON.stringify({ idleMb: idle, writingMb: writing, revision: cluster.revision }));

function create(name: string): Input {
  return { type: 'api', request: { method: 'POST', path, headers: json, body: JSON.stringify(configMap(name, 0)) } };
}

function update(name: string, write: number): Input {
  return { type: 'api', request: { method: 'PUT', path: `${path}/${name}`, headers: json, body: JSON.stringify(configMap(name, write)) } };
}

function configMap(name: string, write: number): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { write: String(write), text: 'x'.repeat(200) } };
}
