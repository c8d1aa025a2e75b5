// What is not as it was asked to be, the most important first: what the overview lists and what "why?" begins with.
import { loopObject } from './loops.ts';
import type { Picture } from './picture.ts';
import { podLook, podObject, podWords } from './pods.ts';
import { count, plural, shortPodName } from './words.ts';

export interface Attention {
  /** Empty for a process, which is no object. */
  readonly object: string;
  readonly name: string;
  readonly text: string;
}

const mostPods = 16;

/** Nodes first, then processes, then workloads, then pods. */
export function needsAttention(picture: Picture): readonly Attention[] {
  const found: Attention[] = [];
  for (const node of picture.nodes) {
    if (node.ready !== 'True') {
      found.push({ object: `nodes/${node.name}`, name: node.name, text: node.state });
    }
  }
  for (const row of picture.components) {
    if (!row.up) {
      found.push({ object: '', name: row.name, text: 'down' });
    }
  }
  for (const loop of picture.loops) {
    if (loop.actual < loop.desired) {
      found.push({ object: loopObject(loop), name: loop.name, text: loop.reason || `${loop.desired - loop.actual} to go` });
    }
  }
  const said = new Set<string>();
  for (const pod of picture.pods.values()) {
    const look = podLook(pod);
    // One pod speaks for all of its workload that are in the same state for the same reason.
    const same = `${pod.workload} ${look} ${pod.reason}`;
    if (found.length < mostPods && (look === 'crashing' || look === 'pending') && !said.has(same)) {
      said.add(same);
      found.push({ object: podObject(pod), name: shortPodName(pod), text: pod.reason || podWords(pod) });
    }
  }
  return found;
}

/** A pod that cannot run says most about why; else whatever is first. */
export function firstAttention(picture: Picture): string | undefined {
  const objects = needsAttention(picture).flatMap((item) => (item.object === '' ? [] : [item.object]));
  return objects.find((object) => object.startsWith('pods/')) ?? objects[0];
}

/** How the cluster stands, in one line. */
export function overviewText(picture: Picture): string {
  const ready = picture.nodes.filter((node) => node.ready === 'True').length;
  const pods = [...picture.pods.values()].filter((pod) => podLook(pod) !== 'ended');
  const podsReady = pods.filter((pod) => pod.ready).length;
  return `${count(ready)} of ${plural(picture.nodes.length, 'node')} ready, ${pods.length === 0 ? 'no pods' : `${count(podsReady)} of ${plural(pods.length, 'pod')} ready`}.`;
}
