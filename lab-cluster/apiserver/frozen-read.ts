// A read while time stands still: judged, encoded and audited as any other, though no history knows of it.
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
