// Counts the pods of each controller as they change, so that a pass over 1,000 pods need not look at 1,000 pods.
import { controllerOf, keyOf } from '../api/object.ts';
import type { Pod } from '../api/kinds/pod.ts';
import { isPodActive, isPodReady } from '../api/pods/pod-template.ts';
import type { Labels } from '../api/selector.ts';
import type { InformerHandlers } from '../client/informer-types.ts';

/** Active pods that carry exactly these labels. */
export interface LabelSet {
  readonly labels: Labels;
  readonly count: number;
}

export interface PodTally extends Required<InformerHandlers<Pod>> {
  /** Pods of the controller with this uid that are neither finished nor being deleted. */
  active(owner: string): number;
  /** Those of them that are ready. */
  ready(owner: string): number;
  /** The same active pods by their labels; usually there is one set. */
  labelSets(owner: string): Iterable<LabelSet>;
}

interface Tally {
  active: number;
  ready: number;
  readonly sets: Map<string, { readonly labels: Labels; count: number }>;
}

/** What one pod adds to its controller's tally. */
interface Share {
  readonly owner: string;
  readonly ready: boolean;
  readonly labels: Labels;
  readonly set: string;
}

const noLabels: Labels = {};

export function createPodTally(): PodTally {
  const tallies = new Map<string, Tally>();
  const shares = new Map<string, Share>();

  function count(key: string, share: Share | undefined): void {
    const previous = shares.get(key);
    if (previous !== undefined) subtract(tallies, previous);
    if (share === undefined) {
      shares.delete(key);
      return;
    }
    shares.set(key, share);
    add(tallies, share);
  }

  const see = (pod: Pod): void => {
    const key = keyOf(pod);
    count(key, shareOf(pod, shares.get(key)));
  };
  return {
    add: see,
    update: see,
    delete: (pod) => count(keyOf(pod), undefined),
    active: (owner) => tallies.get(owner)?.active ?? 0,
    ready: (owner) => tallies.get(owner)?.ready ?? 0,
    labelSets: (owner) => tallies.get(owner)?.sets.values() ?? [],
  };
}

function shareOf(pod: Pod, previous: Share | undefined): Share | undefined {
  const owner = controllerOf(pod);
  if (owner === undefined || !isPodActive(pod)) return undefined;
  const labels = pod.metadata.labels ?? noLabels;
  const set = previous?.labels === labels ? previous.set : textOf(labels);
  return { owner: owner.uid, ready: isPodReady(pod), labels, set };
}

function textOf(labels: Labels): string {
  const pairs: string[] = [];
  for (const key in labels) pairs.push(`${key}=${labels[key]}`);
  return pairs.sort().join(',');
}

function add(tallies: Map<string, Tally>, share: Share): void {
  let tally = tallies.get(share.owner);
  if (tally === undefined) {
    tally = { active: 0, ready: 0, sets: new Map() };
    tallies.set(share.owner, tally);
  }
  tally.active += 1;
  if (share.ready) tally.ready += 1;
  const set = tally.sets.get(share.set);
  if (set === undefined) tally.sets.set(share.set, { labels: share.labels, count: 1 });
  else set.count += 1;
}

function subtract(tallies: Map<string, Tally>, share: Share): void {
  const tally = tallies.get(share.owner);
  const set = tally?.sets.get(share.set);
  if (tally === undefined || set === undefined) return;
  tally.active -= 1;
  if (share.ready) tally.ready -= 1;
  set.count -= 1;
  if (set.count === 0) tally.sets.delete(share.set);
  if (tally.active === 0) tallies.delete(share.owner);
}
