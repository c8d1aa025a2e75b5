// Counts the pods of a node that a selector selects, matching each shape of pods once per decision.
import type { LabelSelector } from '../../api/label-selector.ts';
import { matchesSelector } from '../../api/selector.ts';
import type { NodeInfo, ShapeCount } from '../node-info.ts';
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
  const compute = (shape: PodShape): boolean =>
    (namespaces === undefined || namespaces.has(shape.namespace)) &&
    (terminating === 'counted' || !shape.terminating) &&
    matchesSelector(selector, shape.labels);
  const matcher: ShapeMatcher = {
    matches(shape) {
      const { lastAnswer } = shape;
      if (lastAnswer.asker !== matcher) {
        lastAnswer.matches = compute(shape);
        lastAnswer.asker = matcher;
      }
      return lastAnswer.matches;
    },
    countOn(node) {
      let count = 0;
      const { shapes } = node;
      for (let i = 0; i < shapes.length; i++) {
        const each = shapes[i] as ShapeCount;
        if (matcher.matches(each.shape)) count += each.count;
      }
      return count;
    },
  };
  return matcher;
}
