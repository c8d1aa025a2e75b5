// What a lesson is: data. Steps that are done by what really happened in a cluster, and a solution that tests run.
import type { KubeObject, PacketWalk } from '../lab-cluster/index.ts';

/** What a lesson may look at. Goals are subsets: other objects in the cluster do no harm. */
export interface LessonFacts {
  /** The present objects of a resource. */
  list(plural: string): readonly KubeObject[];
  /** Objects of a resource that have gone since the cluster was made. */
  gone(plural: string): readonly KubeObject[];
  /** Packets that were sent, oldest first. */
  readonly walks: readonly PacketWalk[];
}

export interface LessonButton {
  readonly title: string;
  /** A command of the extension. */
  readonly command: string;
  readonly argument?: string;
}

/** One thing the solution does; the cluster then runs until it is idle. */
export type LessonAction =
  | { readonly do: 'apply'; readonly file: string; readonly fix?: { readonly replace: string; readonly by: string } }
  | { readonly do: 'deletePod'; readonly label: string; readonly value: string }
  | { readonly do: 'packet'; readonly service: string };

export interface LessonStep {
  readonly id: string;
  readonly title: string;
  /** One or two sentences: what to do and what to look at. */
  readonly text: string;
  readonly buttons: readonly LessonButton[];
  isDone(facts: LessonFacts): boolean;
  readonly solution: readonly LessonAction[];
}

export interface Lesson {
  /** Also its folder; `STEP.md` in it is the text beside a step. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Resources whose objects the steps look at. */
  readonly watches: readonly string[];
  readonly steps: readonly LessonStep[];
}

/** The context key that holds one of `doneWords` once a step is done. */
export function stepKey(lesson: Lesson, step: LessonStep): string {
  return `kubelab.lesson.${lesson.id}.${step.id}`;
}

/**
 * VS Code ticks a step when a key takes a value, and never when it had that value before the walkthrough was known to it.
 * With two words for done, the other one can be said once the walkthrough is there.
 */
export const doneWords = ['seen', 'again'] as const;
