// What the server can do, for clients that ask before they speak: which document answers a path that names no resource.
import type { ApiRequest, ApiResponse } from '../../api/request.ts';
import { aggregatedDocument, isAggregated } from './aggregated.ts';
import { type Issuer, openIdDocument } from './openid.ts';
import { plainDocument } from './plain.ts';
import { rootPaths } from './root-paths.ts';
import { VERSION } from './version.ts';
import { chooseForm, chooseServedForm, headerOf, notAcceptable, unroutable } from '../encoding/negotiation.ts';
import { indentedText, objectText } from '../encoding/wire-json.ts';
import { openApiAnswer } from '../openapi/openapi.ts';

/** The answer to a GET of a path without slashes at its ends, or undefined when there is none. */
export function discover(path: string, request: Pick<ApiRequest, 'headers'> = {}, tokens?: Issuer): ApiResponse | undefined {
  if (path === '') return indented({ paths: rootPaths() });
  if (path === 'version') return indented(VERSION);
  if (path.startsWith('openapi/')) return openApiAnswer(path, request);
  if (path === 'api' || path === 'apis') {
    const form = chooseForm(headerOf(request, 'accept'), (_, convert) => isAggregated(convert));
    if (isAggregated(form?.convert)) return aggregated(path, form.convert.version, request);
  }
  const openId = tokens === undefined ? undefined : openIdDocument(path, tokens);
  if (openId !== undefined) {
    const raw = { contentType: openId.contentType, text: objectText(openId.body) };
    return { ...answer(openId.body), raw, headers: { 'cache-control': 'public, max-age=3600' } };
  }
  const document = plainDocument(path);
  if (document === undefined) return undefined;
  const accept = headerOf(request, 'accept');
  const refused = isRouted(path) ? unroutable(accept, false) : undefined;
  if (refused !== undefined) return { code: 406, body: refused };
  const form = chooseServedForm(accept, (convert) => convert === undefined);
  return form === undefined ? { code: 406, body: notAcceptable() } : answer(document);
}

/** Documents of a version, or of versions, lie behind the router of resources; others take any method, and negotiate alone. */
export function isRouted(path: string): boolean {
  return path === 'version' || path === 'api' || path.startsWith('api/') || /^apis\/[^/]+\/[^/]+$/.test(path);
}

function answer(document: object): ApiResponse {
  return { code: 200, body: document as ApiResponse['body'] };
}

/** These are written for people, whatever is asked for. Models responsewriters.WriteRawJSON. */
function indented(document: object): ApiResponse {
  return { ...answer(document), raw: { contentType: 'application/json', text: indentedText(document) } };
}

function aggregated(root: 'api' | 'apis', version: string, request: Pick<ApiRequest, 'headers'>): ApiResponse {
  const { etag, parameters, body } = aggregatedDocument(root, version);
  const headers = { etag, vary: 'Accept', 'cache-control': 'public' };
  if (headerOf(request, 'if-none-match') === etag) return { code: 304, body: undefined, headers };
  return { ...answer(body), headers: { ...headers, 'content-type': `application/json;${parameters}` } };
}
