// The whole session in order: its parts build on each other.
import { changeSteps } from './change.ts';
import { clusterSteps } from './cluster.ts';
import { createSteps } from './create.ts';
import { examSteps } from './exam.ts';
import { habitSteps } from './habits.ts';
import { lookSteps } from './look.ts';
import { rareSteps } from './rare.ts';
import { removeSteps } from './remove.ts';
import type { Step } from './step.ts';

export const session: readonly Step[] = [
  ...clusterSteps,
  ...createSteps,
  ...lookSteps,
  ...changeSteps,
  ...rareSteps,
  ...habitSteps,
  ...examSteps,
  ...removeSteps,
];
