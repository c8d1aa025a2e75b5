// Who asks for the API's schemas gets them: an index of version 3, its documents, or all of it as version 2.
// Models kube-openapi's handlers. Documents are made when they are first asked for.
import { typeFields } from '../../api/generated/schemas.ts';
import type { ApiRequest, ApiResponse } from '../../api/request.ts';
import { fingerprint } from '../discovery/aggregated.ts';
import { servedVersions } from '../discovery/groups.ts';
import { plainDocument } from '../discovery/plain.ts';
import { VERSION } from '../discovery/version.ts';
import { headerOf, parseAccept } from '../encoding/negotiation.ts';
import { documentV2 } from './document-v2.ts';
import { documentV3, pathOf } from './document-v3.ts';
import { rootOperations } from './root-operations.ts';
import { encodeDocumentV2 } from './protobuf-v2.ts';

type Asked = Pick<ApiRequest, 'headers'>;

/** `path` has no slashes at its ends and begins with `openapi`. Undefined where nothing is. */
export function openApiAnswer(path: string, request: Asked): ApiResponse | undefined {
  if (path === 'openapi/v2') return answerV2(request);
  if (path === 'openapi/v3') return json({ paths: index() }, {});
  const inner = path.startsWith('openapi/v3/') ? path.slice('openapi/v3/'.length) : '';
  const document = documentV3(inner);
  if (document === undefined) return undefined;
  return unlessKnown(request, hashOf(inner), (headers) => json(document, headers));
}

let known: Readonly<Record<string, { readonly serverRelativeURL: string }>> | undefined;

/** Clients keep documents by the hash in their address, so it has to change whenever they would. */
function index(): typeof known {
  known ??= Object.fromEntries(
    [...servedVersions().map(pathOf), ...rootOperations().map(({ document }) => document)]
      .sort()
      .map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(path)}` }]),
  );
  return known;
}

const hashes = new Map<string, string>();

/** Of what a document is made of, so that the index does not need the documents. */
function hashOf(path: string): string {
  let hash = hashes.get(path);
  if (hash === undefined) {
    const made = path === '' ? schemaText() : `${hashOf('')}${JSON.stringify(plainDocument(path) ?? path)}`;
    hash = fingerprint(made);
    hashes.set(path, hash);
  }
  return hash;
}

function schemaText(): string {
  const served = servedVersions().map(({ apiVersion }) => apiVersion);
  return [VERSION.gitVersion, ...served, ...Object.entries(typeFields).flat()].join('\n');
}

const V2_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
/** As clients write it, with a sign that no media type may have. */
const V2_PROTOBUF_ASKED = V2_PROTOBUF.replace('v2.v1', 'v2@v1');

let encoded: Uint8Array | undefined;

function answerV2(request: Asked): ApiResponse {
  const accept = headerOf(request, 'accept');
  const first = parseAccept(accept === '' ? '*/*' : accept).find((clause) => formOf(`${clause.type}/${clause.subtype}`) !== undefined);
  const form = first === undefined ? undefined : formOf(`${first.type}/${first.subtype}`);
  if (form === undefined) return { code: 406, body: undefined, raw: { contentType: 'text/plain; charset=utf-8', text: '' } };
  if (form === 'json') return unlessKnown(request, hashOf(''), (headers) => json(documentV2(), headers));
  return unlessKnown(request, hashOf(''), (headers) => {
    encoded ??= encodeDocumentV2(documentV2());
    return { code: 200, body: undefined, raw: { contentType: V2_PROTOBUF, text: '', bytes: encoded }, headers };
  });
}

function formOf(type: string): 'json' | 'protobuf' | undefined {
  if (type === V2_PROTOBUF || type === V2_PROTOBUF_ASKED) return 'protobuf';
  return type === 'application/json' || type === 'application/*' || type === '*/*' ? 'json' : undefined;
}

function json(document: object, headers: Readonly<Record<string, string>>): ApiResponse {
  return { code: 200, body: document as ApiResponse['body'], headers: { ...headers, 'content-type': 'application/json' } };
}

function unlessKnown(request: Asked, hash: string, answer: (headers: Readonly<Record<string, string>>) => ApiResponse): ApiResponse {
  const headers = { etag: `"${hash}"`, vary: 'Accept' };
  return headerOf(request, 'if-none-match') === headers.etag ? { code: 304, body: undefined, headers } : answer(headers);
}
