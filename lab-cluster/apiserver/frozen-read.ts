// What is answered outside of history, audited as any other request: reads while time stands still, and whom the wire turns away.
import type { ApiRequest, ApiResponse } from '../api/request.ts';
import { encodeAnswer } from './encoding/encode-answer.ts';
import { createCall, passRequestStages } from './pipeline.ts';
import { route } from './request/route.ts';
import type { Server } from './server-state.ts';

/** `read` looks at the store; it is asked only where the server would let the caller read. */
export function answerFrozen(server: Server, request: ApiRequest, address: string, read: () => ApiResponse): ApiResponse {
  const record = server.frozenAuditor.begin({ timeUs: server.sim.clock.nowUs, address }, request);
  const call = createCall(request, { span: 0, background: true }, route(request), record);
  const userAgent: unknown = request.headers?.['user-agent'];
  if (typeof userAgent === 'string') call.detail.userAgent = userAgent;
  const refused = passRequestStages(call, server);
  const response = encodeAnswer(request, refused === undefined ? read() : { code: refused.code, body: refused });
  if (record === undefined) return response;
  server.frozenAuditor.tellAnswer(record, call, response, false);
  return { ...response, headers: { ...response.headers, 'audit-id': record.id } };
}

/** Who is turned away because too much is under way already is in the log. Its filters stand before authorisation. */
export function auditRefusal(server: Server, request: ApiRequest, address: string, refusal: ApiResponse): ApiResponse {
  if (!server.frozenAuditor.isHeard) return refusal;
  // Nobody has read what he sent.
  const { body: _, ...head } = request;
  return answerFrozen(server, head, address, () => refusal);
}
