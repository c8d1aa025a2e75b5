// An answer in the form the client asked for, where that is not plain JSON: YAML, protobuf, or JSON indented for people to read.
// Models apiserver/pkg/endpoints/handlers/responsewriters.
import type { ApiRequest, ApiResponse } from '../../api/request.ts';
import { chooseServedForm, headerOf } from './negotiation.ts';
import { queryText } from '../rest/options.ts';
import { encodeProtobuf } from '../protobuf/encode-protobuf.ts';
import { indentedText, objectText } from './wire-json.ts';
import { yamlText } from './yaml-text.ts';

/**
 * Whatever negotiation a resource needs is done before this; here only the encoding is chosen, and what cannot be had
 * is JSON, as errors are.
 */
export function encodeAnswer(request: ApiRequest, response: ApiResponse): ApiResponse {
  const { body, raw } = response;
  if (body === undefined || raw !== undefined || response.headers?.['content-type'] !== undefined) return response;
  const accept = headerOf(request, 'accept');
  const failed = response.code < 200 || response.code >= 400;
  const form = accept === '' ? undefined : chooseServedForm(accept, (convert) => !failed || convert === undefined);
  if (form?.mediaType === 'application/yaml')
    return { ...response, raw: { contentType: form.mediaType, text: yamlText(JSON.parse(objectText(body))) } };
  if (form?.mediaType === 'application/vnd.kubernetes.protobuf') {
    const bytes = encodeProtobuf(body);
    return bytes === undefined ? response : { ...response, raw: { contentType: form.mediaType, text: '', bytes } };
  }
  // A refusal in no form that was asked for is written for people.
  const isUnasked = accept !== '' && form === undefined;
  if (!isUnasked && form?.pretty !== true && !isForPeople(request)) return response;
  return { ...response, raw: { contentType: 'application/json', text: indentedText(body) } };
}

/** Models negotiation.isPrettyPrint: what the query says, else whether it is a browser or a tool typed by hand. */
function isForPeople(request: ApiRequest): boolean {
  const pretty = queryText(request.query, 'pretty');
  if (pretty !== '') return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(pretty);
  const agent = headerOf(request, 'user-agent');
  return agent.startsWith('curl') || agent.startsWith('Wget') || agent.startsWith('Mozilla/5.0');
}
