// bindings: pods/binding under its older name, with the pod named in the body. Models LegacyBindingREST of
// pkg/registry/core/pod/storage.
import { bindings } from '../../api/kinds/binding.ts';
import { pods } from '../../api/kinds/pod.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import { erased } from '../../api/registry.ts';
import type { Task } from '../../sim/sim.ts';
import { finished } from '../../sim/task.ts';
import { readBody } from '../encoding/decode.ts';
import type { ResourceCall } from '../pipeline.ts';
import { type Answer, refusal } from '../rest/read.ts';
import type { Server } from '../server-state.ts';
import { bind } from '../subresources/binding.ts';
import { defineComputed } from './computed.ts';

export const binding = defineComputed({ kind: erased(bindings), operations: { create: bindNamed } });

function bindNamed(call: ResourceCall, server: Server): Task<Answer> {
  const body = readBody(call.request, { kind: 'Binding' });
  if (!body.ok) return finished(refusal(call, body.status));
  const metadata = isPlainObject(body.value.value) ? body.value.value['metadata'] : undefined;
  const name = isPlainObject(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : '';
  return bind({ ...call, route: { ...call.route, kind: erased(pods), name, subresource: 'binding' } }, server, call);
}
