// No node is given more than it has: requests of bound, unfinished pods stay within allocatable, and so does their number.
import type { KubeNode } from '../../api/kinds/node.ts';
import type { Pod } from '../../api/kinds/pod.ts';
import { podRequests } from '../../api/pods/pod-resources.ts';
import { milliValue, wholeValue } from '../../api/quantity.ts';
import { type CheckerFactory, type World, objectsOf } from './checker.ts';

export const capacity: CheckerFactory = () => ({
  name: 'nodes are not overcommitted',
  onChange: ({ plural, next, previous }, world) => {
    if (plural !== 'pods' || next === undefined) return [];
    const node = (next as Pod).spec.nodeName ?? '';
    if (node === '' || (previous as Pod | undefined)?.spec.nodeName === node) return [];
    return overcommitmentOf(world, node);
  },
});

function overcommitmentOf(world: World, name: string): string[] {
  const node = world.objects.get('nodes')?.get(`nodes/${name}`) as KubeNode | undefined;
  const allocatable = node?.status?.allocatable;
  if (allocatable === undefined) return [];
  let cpuMilli = 0;
  let memoryBytes = 0;
  let count = 0;
  for (const pod of objectsOf<Pod>(world, 'pods')) {
    const { phase } = pod.status;
    if (pod.spec.nodeName !== name || phase === 'Succeeded' || phase === 'Failed') continue;
    const requests = podRequests(pod.spec);
    cpuMilli += requests['cpu'] ?? 0;
    memoryBytes += (requests['memory'] ?? 0) / 1000;
    count++;
  }
  const broken: string[] = [];
  if (cpuMilli > milliValue(allocatable['cpu'] ?? '0')) broken.push(`${name}: ${cpuMilli}m of cpu requested of ${allocatable['cpu']}`);
  if (memoryBytes > wholeValue(allocatable['memory'] ?? '0'))
    broken.push(`${name}: ${memoryBytes} bytes requested of ${allocatable['memory']}`);
  if (count > wholeValue(allocatable['pods'] ?? '0')) broken.push(`${name}: ${count} pods of ${allocatable['pods']}`);
  return broken;
}
