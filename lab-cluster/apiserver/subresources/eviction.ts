// pods/eviction: a delete that asks first. Models pkg/registry/core/pod/storage/eviction.go.
// Simplified: PodDisruptionBudgets are not served yet, so nothing objects.
import type { Status } from '../../api/status.ts';
import type { Task } from '../../sim/sim.ts';
import { readDeleteOptions } from '../delete-options.ts';
import { readBody } from '../decode.ts';
import { isPlainObject } from '../patch/merge-patch.ts';
import type { ResourceCall } from '../pipeline.ts';
import { removeObject } from '../rest-delete.ts';
import { type Answer, refusal } from '../rest-read.ts';
import type { Server } from '../server-state.ts';
import { defineSubresource } from './subresource.ts';

export const eviction = defineSubresource({
  name: 'eviction',
  speaks: { group: 'policy', version: 'v1', kind: 'Eviction' },
  create: evict,
});

function* evict(call: ResourceCall, server: Server): Task<Answer> {
  const { name = '' } = call.route;
  const body = readBody(call.request, { kind: 'Eviction' });
  if (!body.ok) return refusal(call, body.status);
  const eviction = body.value.value;
  const asked = isPlainObject(eviction) ? eviction['deleteOptions'] : undefined;
  const options = readDeleteOptions({ ...call.request, body: asked ?? undefined });
  if (!options.ok) return refusal(call, options.status);
  const written = yield* removeObject(call, server, name, options.value);
  if (!written.ok) return refusal(call, written.status);
  const { revision } = written.value;
  const success: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  return {
    response: { code: 201, body: success },
    end: { wrote: 'A mark that the pod is to end.', code: 201, revision, detail: call.detail },
  };
}
