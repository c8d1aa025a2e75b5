// The API server over HTTPS: `kubelab serve` in a process of its own, beside what a real 1.34 API server took on such a machine.
import path from 'node:path';
import { bundleForNode } from '../lib/bundle.mjs';
import { mustRun } from '../lib/exec.mjs';
import { dist } from '../lib/paths.mjs';

export async function measureHttps({ quick, say }) {
  const program = await bundleForNode('lab-cluster/bench/https.ts');
  const count = quick ? 300 : 1000;
  say('five starts, then requests one after the other …');
  const { output } = await mustRun(process.execPath, [program, path.join(dist, 'serve/kubelab.cjs'), String(count)]);
  const { readyMs, floorPerSecond, postsPerSecond, warmPostsPerSecond, listMs, listFloorMs, watchMs, idleBytes, fullBytes } = JSON.parse(
    output.trimEnd().split('\n').at(-1),
  );
  const section = 'API server over HTTPS';
  return [
    {
      what: `${section}: LIST of ${count} pods as JSON, median once warm`,
      measured: ms(listMs),
      against: `real 1.34: 60-75 ms · bare Node, as many bytes: ${ms(listFloorMs)}`,
      aim: '≤ 20 ms',
      met: listMs <= 20,
    },
    {
      what: `${section}: POST of ${count} ConfigMaps, one after the other`,
      measured: `${postsPerSecond.toFixed(0)}/s`,
      against: `real: 554/s · bare Node HTTPS here: ${floorPerSecond.toFixed(0)}/s`,
      aim: '≥ 1,700/s',
      met: postsPerSecond >= 1700,
    },
    {
      what: `${section}: the same, the last ${count} of 10,000`,
      measured: `${warmPostsPerSecond.toFixed(0)}/s`,
      against: `bare Node HTTPS here: ${floorPerSecond.toFixed(0)}/s`,
    },
    { what: `${section}: PATCH → watch event, median`, measured: ms(watchMs), against: 'real: 1.93 ms', aim: '≤ 1 ms', met: watchMs <= 1 },
    {
      what: `${section}: start of the process to its ready line, median`,
      measured: ms(readyMs),
      against: 'real: 3,960 ms',
      aim: '≤ 500 ms',
      met: readyMs <= 500,
    },
    { what: `${section}: memory when idle, ten nodes`, measured: mebibytes(idleBytes), against: 'real: 754 MiB' },
    { what: `${section}: memory with 10,000 objects more`, measured: mebibytes(fullBytes) },
  ];
}

const ms = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
const mebibytes = (bytes) => `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
