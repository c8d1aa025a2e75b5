// The main job as a person does it, from the opened manifest to a packet that comes back; every state has its pictures taken.
import { afterwards } from './afterwards.ts';
import { beforehand } from './beforehand.ts';
import { extremes } from './extremes.ts';
import { looking } from './looking.ts';
import { quiet } from './quiet.ts';
import { serving, waiting } from './serving.ts';
import type { Step } from './stage.ts';
import { twoWindows } from './two-windows.ts';

export const story: readonly Step[] = [
  ...beforehand,
  ...looking,
  ...afterwards,
  ...serving,
  ...twoWindows,
  ...waiting,
  ...extremes,
  ...quiet,
];
