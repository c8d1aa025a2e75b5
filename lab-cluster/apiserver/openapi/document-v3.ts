// The OpenAPI version 3 document of one group version: what clients read to explain, validate and merge.
import { type GroupVersion, servedVersions } from '../discovery/groups.ts';
import { type Operation, type Parameter, type PathItem, pathsOf, tagOf } from './operations.ts';
import { describeAnswer, describeBody, INFO, MEDIA_TYPES, PATCH_TYPES, SECURITY_SCHEMES, TEXT_TYPE } from './parts.ts';
import { resourcesOperation, type RootOperation, rootOperations } from './root-operations.ts';
import { type Schema, SchemaCollector } from './schemas.ts';

const documents = new Map<string, object>();

/** By `api/v1`, `apis/apps/v1`, `apis/apps` or `version`. Made when first asked for, and kept: the registries do not change. */
export function documentV3(path: string): object | undefined {
  const known = documents.get(path);
  if (known !== undefined) return known;
  const served = servedVersions().find((one) => pathOf(one) === path);
  const root = served === undefined ? rootOperations().find((one) => one.document === path) : undefined;
  if (served === undefined && root === undefined) return undefined;
  const document = served === undefined ? describeRoot(root as RootOperation) : describe(served);
  documents.set(path, document);
  return document;
}

/** `api/v1`, `apis/apps/v1`. */
export function pathOf({ group, apiVersion }: GroupVersion): string {
  return group === '' ? `api/${apiVersion}` : `apis/${apiVersion}`;
}

function describe(served: GroupVersion): object {
  const collector = new SchemaCollector('v3');
  const items = served.kinds.flatMap(pathsOf).sort((left, right) => (left.path < right.path ? -1 : 1));
  const tag = `${tagOf(served.group)}_${served.version}`;
  const resources = resourcesOperation(served, pathOf(served));
  const paths = {
    [`/${resources.document}/`]: describeRootPath(resources, collector),
    ...Object.fromEntries(items.map((item) => [item.path, describePath(item, tag, collector)])),
  };
  return { openapi: '3.0.0', info: INFO, paths, components: { schemas: collector.schemas, securitySchemes: SECURITY_SCHEMES } };
}

function describeRoot(operation: RootOperation): object {
  const collector = new SchemaCollector('v3');
  const paths = { [`/${operation.document}/`]: describeRootPath(operation, collector) };
  const schemas = operation.schema === undefined ? {} : { schemas: collector.schemas };
  return { openapi: '3.0.0', info: INFO, paths, components: { ...schemas, securitySchemes: SECURITY_SCHEMES } };
}

function describeRootPath({ tag, description, operationId, types, schema }: RootOperation, collector: SchemaCollector): Schema {
  const answer = { schema: schema === undefined ? { type: 'string' } : { $ref: collector.refTo(collector.addStandard(schema)) } };
  const content = Object.fromEntries(types.map((type) => [type, answer]));
  const responses = { 200: { description: 'OK', content }, 401: { description: 'Unauthorized' } };
  return { get: { tags: [tag], description, operationId, responses } };
}

function describePath({ parameters, operations }: PathItem, tag: string, collector: SchemaCollector): Schema {
  const methods = operations.map((operation) => [operation.method, describeOperation(operation, tag, collector)] as const);
  return { ...Object.fromEntries(methods), ...(parameters.length === 0 ? {} : { parameters: parameters.map(describeParameter) }) };
}

function describeOperation(operation: Operation, tag: string, collector: SchemaCollector): Schema {
  const { action, body, codes, description, gvk, operationId, parameters } = operation;
  const answer = { schema: describeAnswer(operation, collector) };
  const isText = operation.answers.as === 'text';
  const types = action === 'list' ? LIST_TYPES : isText ? [...MEDIA_TYPES, TEXT_TYPE] : MEDIA_TYPES;
  const content = Object.fromEntries(types.map((type) => [type, answer]));
  const responses = Object.fromEntries(codes.map((code) => [code, { description: REASONS[code], content }]));
  return {
    tags: [tag],
    description,
    operationId,
    ...(parameters.length === 0 ? {} : { parameters: parameters.map(describeParameter) }),
    ...(body === undefined ? {} : { requestBody: describeRequest(operation, collector) }),
    responses: { ...responses, 401: { description: 'Unauthorized' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
  };
}

const STREAMED = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];
const LIST_TYPES = [...MEDIA_TYPES, ...STREAMED].sort();
const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

function describeRequest(operation: Operation, collector: SchemaCollector): Schema {
  const schema = { schema: { $ref: describeBody(operation, collector) } };
  const types = operation.body === 'Patch' ? [...PATCH_TYPES].sort() : ['*/*'];
  // A delete may come without.
  return {
    content: Object.fromEntries(types.map((type) => [type, schema])),
    ...(operation.body === 'DeleteOptions' ? {} : { required: true }),
  };
}

function describeParameter({ name, in: place, type, description }: Parameter): Schema {
  return { name, in: place, description, ...(place === 'path' ? { required: true } : {}), schema: { type, uniqueItems: true } };
}
