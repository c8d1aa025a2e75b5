// Where pods without names sit inside a node: a row of glyphs, grouped by owner, wrapped.
import type { PodRow } from '../../lab-cluster/index.ts';
import { glyphCell } from './stage.ts';

export interface PlacedPod {
  readonly pod: PodRow;
  readonly x: number;
  readonly y: number;
}

/** Positions inside the node's body, from its top left; pods come sorted by owner already. */
export function placeGlyphs(pods: readonly PodRow[], width: number): readonly PlacedPod[] {
  const placed: PlacedPod[] = [];
  let x = 0;
  let y = 0;
  let owner: string | undefined;
  for (const pod of pods) {
    if (owner !== undefined && owner !== pod.workload && x > 0) {
      x += 8;
    }
    owner = pod.workload;
    if (x + glyphCell > width) {
      x = 0;
      y += glyphCell;
    }
    placed.push({ pod, x, y });
    x += glyphCell;
  }
  return placed;
}
