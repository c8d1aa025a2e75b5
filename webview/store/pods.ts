// How a pod looks: one judgement of a row, shared by names, glyphs, tiles, the text view and the head counts.
import type { PodRow } from '../../lab-cluster/index.ts';

export type PodLook = 'ready' | 'starting' | 'pending' | 'crashing' | 'terminating' | 'ended' | 'notReady';

export function podLook(pod: PodRow): PodLook {
  if (pod.terminating) {
    return 'terminating';
  }
  if (pod.containers.some((dot) => dot.state === 'crashing')) {
    return 'crashing';
  }
  if (pod.node === '') {
    return 'pending';
  }
  if (pod.ready) {
    return 'ready';
  }
  if (pod.status === 'Completed' || pod.status === 'Succeeded') {
    return 'ended';
  }
  return pod.containers.some((dot) => dot.state === 'running' || dot.state === 'ready') ? 'notReady' : 'starting';
}

/** The words beside the name; empty for a pod that needs none, which then shows its address. */
export function podWords(pod: PodRow): string {
  switch (podLook(pod)) {
    case 'ready':
      return '';
    case 'terminating':
      return 'Terminating';
    case 'notReady':
      return pod.status === 'Running' ? 'Not ready' : pod.status;
    case 'starting':
      return pod.status === 'Pending' ? 'Bound, not started' : pod.status;
    case 'pending':
    case 'crashing':
    case 'ended':
      return pod.status;
  }
}

/** Where there is no room: what the glyph does not say already. */
export function podShortWords(pod: PodRow): string {
  switch (podLook(pod)) {
    case 'crashing':
      return 'crash';
    case 'starting':
      return pod.status === 'Pending' ? 'bound' : pod.status === 'ContainerCreating' ? 'starting' : pod.status;
    case 'notReady':
      return 'not ready';
    case 'ready':
    case 'terminating':
    case 'pending':
    case 'ended':
      return '';
  }
}

/** The name a glyph has for those who cannot see it. */
export function podLabel(pod: PodRow): string {
  const ready = pod.containers.filter((dot) => dot.state === 'ready').length;
  const words = podWords(pod);
  return `${pod.name}, ${ready} of ${pod.containers.length} containers ready${words === '' ? '' : `, ${words}`}`;
}

export function podObject(pod: Pick<PodRow, 'namespace' | 'name'>): string {
  return `pods/${pod.namespace}/${pod.name}`;
}

/** What the scheduler found, without the count of nodes that every such sentence begins with. */
export function shortReason(reason: string): string {
  return reason.replace(/^0\/\d+ nodes are available: /, '');
}
