// The lab alone, without an editor: how it scales, what it costs at rest, and the same job in webernetes.
import path from 'node:path';
import { bundleForNode } from '../lib/bundle.mjs';
import { mustRun } from '../lib/exec.mjs';
import { dist } from '../lib/paths.mjs';
import { ensureWebernetes } from './webernetes.mjs';

/** Pods with the nodes they run on: both grow together, as clusters do. */
const sizes = [
  { pods: 1000, nodes: 20 },
  { pods: 3000, nodes: 60 },
  { pods: 10_000, nodes: 200 },
];

export async function measureScale({ quick, say }) {
  const results = [];
  for (const size of quick ? sizes.slice(0, 2) : sizes) results.push(await measurePods(size, say));
  const rows = [];
  for (const [index, { pods, nodes, ready, cpuS, bytesPerPod, writes, virtualS }] of results.entries()) {
    const name = `${pods} pods on ${nodes} nodes`;
    const aim = index === 0 ? { aim: '≤ 1 s', met: cpuS <= 1 } : {};
    rows.push({
      what: `${name}, from nothing to ${ready} Ready`,
      measured: `${cpuS.toFixed(2)} s CPU`,
      against: `${virtualS.toFixed(0)} s virtual, ${writes} writes`,
      ...aim,
    });
    rows.push({
      what: `${name}, memory`,
      measured: `${(bytesPerPod / 1024).toFixed(1)} KB/pod`,
      aim: '≤ 15 KB',
      met: bytesPerPod <= 15 * 1024,
    });
  }
  const first = results[0];
  const last = results.at(-1);
  const exponent = Math.log(last.cpuS / first.cpuS) / Math.log(last.pods / first.pods);
  rows.push({
    what: `growth of CPU, ${first.pods} → ${last.pods} pods`,
    measured: `n^${exponent.toFixed(2)}`,
    aim: '≤ n^1.1',
    met: exponent <= 1.1,
  });
  return rows;
}

export async function measureWebernetes({ quick, say }) {
  const theirs = await ensureWebernetes(say);
  const program = await bundleForNode('lab-cluster/bench/webernetes.ts');
  const rows = [];
  for (const { pods, nodes, aim } of [
    { pods: 100, nodes: 3, aim: 20 },
    { pods: 1000, nodes: 20, aim: 50 },
  ].slice(0, quick ? 1 : 2)) {
    const ours = await measurePods({ pods, nodes }, say);
    say(`webernetes: ${pods} pods …`);
    const other = await measureJson([program, theirs, String(pods), String(nodes)]);
    if (rows.length === 0) {
      const ratio = ours.startCpuS / other.startCpuS;
      const from = { measured: seconds(ours.startCpuS), against: seconds(other.startCpuS) };
      rows.push({
        what: `start of a cluster of ${nodes}, CPU, webernetes in the same run`,
        ...from,
        ratio: `${ratio.toFixed(2)}×`,
        aim: '≤ 1×',
        met: ratio <= 1,
      });
    }
    const ratio = other.rolloutCpuS / ours.rolloutCpuS;
    rows.push({
      what: `${pods} pods, CPU, webernetes in the same run (${other.ready} Ready)`,
      measured: seconds(ours.rolloutCpuS),
      against: seconds(other.rolloutCpuS),
      ratio: `${ratio.toFixed(1)}× faster`,
      aim: `≥ ${aim}×`,
      met: ratio >= aim,
    });
  }
  return rows;
}

export async function measureIdle({ quick }) {
  const program = await bundleForNode('lab-cluster/bench/idle.ts');
  const { runningPercent, pausedPercent, pausedMessages } = await measureJson([
    program,
    path.join(dist, 'host/node.cjs'),
    quick ? '15' : '60',
  ]);
  return [
    { what: 'idle at ×1, three nodes', measured: `${runningPercent.toFixed(2)} % of a core`, aim: '≤ 0.5 %', met: runningPercent <= 0.5 },
    {
      what: `paused (${pausedMessages} messages sent)`,
      measured: `${pausedPercent.toFixed(2)} % of a core`,
      aim: 'nothing',
      // What is left is the measuring process itself.
      met: pausedPercent <= 0.05 && pausedMessages === 0,
    },
  ];
}

/** A lab that is left running: what it holds may not grow with time, nor with writes. */
export async function measureGrowth({ say }) {
  const program = await bundleForNode('lab-cluster/bench/growth.ts');
  say('30 virtual hours of nothing, then 50,000 writes …');
  const { idleMb, writingMb, revision } = await measureJson(['--expose-gc', program, 'served']);
  const row = (what, series) => ({
    what: `served: heap ${what}`,
    measured: `${(series.at(-1) - series[1]).toFixed(1)} MB`,
    against: `${series.join(', ')} MB; revision ${revision}`,
    aim: '≤ 5 MB',
    met: series.at(-1) - series[1] <= 5,
  });
  return [row('from 10 to 30 idle hours', idleMb), row('from 20,000 to 50,000 writes', writingMb)];
}

async function measurePods({ pods, nodes }, say) {
  say(`${pods} pods on ${nodes} nodes …`);
  const program = await bundleForNode('lab-cluster/bench/pods.ts');
  return measureJson(['--expose-gc', '--max-old-space-size=8192', program, String(pods), String(nodes)]);
}

/** Runs a measuring program of its own process; its last line is JSON. */
async function measureJson(args) {
  const { output } = await mustRun(process.execPath, args);
  return JSON.parse(output.trimEnd().split('\n').at(-1));
}

const seconds = (value) => (value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(2)} s`);
