// PATCH in all its types: three that say what to change, and apply, which says what is wanted.
import type { Task } from '../../sim/sim.ts';
import { finished } from '../../sim/task.ts';
import { contentTypeOf } from '../encoding/decode.ts';
import { unknownPatchType } from '../patch/patch.ts';
import type { ResourceCall } from '../pipeline.ts';
import { apply } from './apply.ts';
import { type Answer, refusal } from './read.ts';
import { patch as patchByInstructions } from './update.ts';
import type { Server } from '../server-state.ts';

export const APPLY = 'application/apply-patch+yaml';

export function patch(call: ResourceCall, server: Server): Task<Answer> {
  const type = contentTypeOf(call.request).split(';')[0]?.trim();
  if (type === APPLY) return apply(call, server);
  const unknown = unknownPatchType(call.request);
  return unknown === undefined ? patchByInstructions(call, server) : finished(refusal(call, unknown));
}
