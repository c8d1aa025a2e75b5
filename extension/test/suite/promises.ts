// Everything the suite inside the extension host looks at, in this order: one cluster lives through all of it.
import { badInput } from './bad-input.ts';
import { editing } from './editing.ts';
import type { PromiseKept } from './promise.ts';
import { running } from './running.ts';
import { serving } from './serving.ts';

export const promises: readonly PromiseKept[] = [...editing, ...running, ...serving, ...badInput];
