// Counts the pods of a node that a selector selects, matching each shape of pods once per decision.
import type { LabelSelector } from '../../api/label-selector.ts';
import { matchesSelector } from '../../api/selector.ts';
import type { NodeInfo } from '../node-info.ts';
import type { PodShape } from '../pod-info.ts';

export interface ShapeMatcher {
  matches(shape: PodShape): boolean;
  /** How many pods of the node match. */
  countOn(node: NodeInfo): number;
}

export interface MatcherOptions {
  readonly selector: LabelSelector | undefined;
  /** Undefined: every namespace. */
  readonly namespaces: ReadonlySet<string> | undefined;
  readonly terminating: 'counted' | 'ignored';
}

export function createShapeMatcher({ selector, namespaces, terminating }: MatcherOptions): ShapeMatcher {
  const known = new Map<PodShape, boolean>();
  const matches = (shape: PodShape): boolean => {
    let match = known.get(shape);
    if (match === undefined) {
      match =
        (namespaces === undefined || namespaces.has(shape.namespace)) &&
        (terminating === 'counted' || !shape.terminating) &&
        matchesSelector(selector, shape.labels);
      known.set(shape, match);
    }
    return match;
  };
  return {
    matches,
    countOn(node) {
      let count = 0;
      for (const each of node.shapes) if (matches(each.shape)) count += each.count;
      return count;
    },
  };
}
