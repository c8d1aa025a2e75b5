// How a review is answered: its body read like that of any create, its rules checked, its status computed, nothing stored.
import { invalidStatus } from '../../api/errors.ts';
import type { FieldError } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Result } from '../../api/status.ts';
import { finished } from '../../sim/task.ts';
import { noteRequestObject } from '../audit/audit.ts';
import { decodeObject } from '../encoding/decode.ts';
import { ownersOfCreated, writerOf } from '../fields/write-owners.ts';
import type { Operation } from '../operation.ts';
import { parseWriteQuery } from '../rest/options.ts';
import { type ResourceCall, warn } from '../pipeline.ts';
import { matchNamespace } from '../rest/create.ts';
import { type Answer, refusal } from '../rest/read.ts';
import type { Server } from '../server-state.ts';

/** Makes the answer of a question that is well formed. */
type Reviewer = (call: ResourceCall, server: Server, asked: KubeObject) => Result<KubeObject>;

export function reviewing(answer: Reviewer): Operation {
  return (call, server) => finished(review(call, server, answer));
}

function review(call: ResourceCall, server: Server, answer: Reviewer): Answer {
  const { kind, namespace } = call.route;
  const query = parseWriteQuery(call.request.query, 'CreateOptions');
  if (!query.ok) return refusal(call, query.status);
  const decoded = decodeObject(kind, call.request, query.value.fieldValidation);
  if (!decoded.ok) return refusal(call, decoded.status);
  for (const text of decoded.value.warnings) warn(call, text);
  const { object } = decoded.value;
  const asked = withMetadata(object);
  noteRequestObject(call, kind, asked);
  const elsewhere = matchNamespace(kind, asked, namespace);
  if (elsewhere !== undefined) return refusal(call, elsewhere);
  const owners = ownersOfCreated(kind, asked, writerOf(call, query.value, server.sim.clock.nowUs));
  // Upstream's handler does not know that nothing is kept: the fields of a question have an owner.
  const owned = owners === undefined ? asked : { ...asked, metadata: { ...asked.metadata, managedFields: owners } };
  const answered = answer(call, server, owned);
  if (!answered.ok) return refusal(call, answered.status);
  return {
    response: { code: 201, body: answered.value },
    end: { decided: 'Answered; nothing is stored.', code: 201, detail: call.detail },
  };
}

/** Reviews need no metadata, and are printed with some. */
function withMetadata(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, ...rest } = object as KubeObject & { readonly metadata?: KubeObject['metadata'] };
  return { apiVersion, kind, metadata: metadata ?? ({} as KubeObject['metadata']), ...rest };
}

/** The 422 for broken rules, or the status as the answer. */
export function answered(call: ResourceCall, asked: KubeObject, errors: readonly FieldError[], status: () => object): Result<KubeObject> {
  if (errors.length > 0) return { ok: false, status: invalidStatus(call.route.kind, '', errors) };
  const value = { ...asked, status: status() };
  return { ok: true, value };
}
