// The OpenAPI version 2 document of all that is served, for kubectl up to 1.28. Made when first asked for, and kept.
import { servedVersions } from '../discovery/groups.ts';
import { pathOf } from './document-v3.ts';
import { type Operation, type Parameter, type PathItem, pathsOf, tagOf } from './operations.ts';
import { describeAnswer, describeBody, INFO, MEDIA_TYPES, PATCH_TYPES, SECURITY_SCHEMES, TEXT_TYPE } from './parts.ts';
import { resourcesOperation, type RootOperation, rootOperations } from './root-operations.ts';
import { type Schema, SchemaCollector } from './schemas.ts';

export interface DocumentV2 {
  readonly swagger: '2.0';
  readonly info: Schema;
  readonly paths: Readonly<Record<string, Schema>>;
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly securityDefinitions: Schema;
  readonly security: readonly Schema[];
}

let document: DocumentV2 | undefined;

export function documentV2(): DocumentV2 {
  document ??= describe();
  return document;
}

function describe(): DocumentV2 {
  const collector = new SchemaCollector('v2');
  const paths: Record<string, Schema> = {};
  for (const served of servedVersions()) {
    const tag = `${tagOf(served.group)}_${served.version}`;
    const resources = resourcesOperation(served, pathOf(served));
    paths[`/${resources.document}/`] = describeRoot(resources, collector);
    for (const item of served.kinds.flatMap(pathsOf)) paths[item.path] = describePath(item, tag, collector);
  }
  for (const operation of rootOperations()) paths[`/${operation.document}/`] = describeRoot(operation, collector);
  const ordered = Object.fromEntries(Object.entries(paths).sort(([left], [right]) => (left < right ? -1 : 1)));
  const security = [{ BearerToken: [] }];
  return { swagger: '2.0', info: INFO, paths: ordered, definitions: collector.schemas, securityDefinitions: SECURITY_SCHEMES, security };
}

function describeRoot({ tag, description, operationId, types, schema }: RootOperation, collector: SchemaCollector): Schema {
  const answer = schema === undefined ? { type: 'string' } : { $ref: collector.refTo(collector.addStandard(schema)) };
  const spoken = [...types].sort((left, right) => V2_TYPES.indexOf(left) - V2_TYPES.indexOf(right));
  const get = {
    description,
    ...(schema === undefined ? {} : { consumes: spoken }),
    produces: spoken,
    schemes: ['https'],
    tags: [tag],
    operationId,
    responses: { 200: { description: 'OK', schema: answer }, 401: { description: 'Unauthorized' } },
  };
  return { get };
}

/** The order in which version 2 names them here. */
const V2_TYPES = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

function describePath({ parameters, operations }: PathItem, tag: string, collector: SchemaCollector): Schema {
  const methods = operations.map((operation) => [operation.method, describeOperation(operation, tag, collector)] as const);
  return { ...Object.fromEntries(methods), parameters: parameters.map(describeParameter) };
}

const REASONS: Readonly<Record<number, string>> = { 200: 'OK', 201: 'Created', 202: 'Accepted' };

function describeOperation(operation: Operation, tag: string, collector: SchemaCollector): Schema {
  const { action, body, codes, description, gvk, operationId, parameters } = operation;
  const schema = describeAnswer(operation, collector);
  const responses = Object.fromEntries(codes.map((code) => [code, { description: REASONS[code], schema }]));
  const sent = body === undefined ? [] : [bodyParameter(operation, collector)];
  return {
    description,
    consumes: body === 'Patch' ? PATCH_TYPES : ['*/*'],
    produces: operation.answers.as === 'text' ? [TEXT_TYPE, ...MEDIA_TYPES] : MEDIA_TYPES,
    schemes: ['https'],
    tags: [tag],
    operationId,
    ...(sent.length + parameters.length === 0 ? {} : { parameters: [...sent, ...parameters.map(describeParameter)] }),
    responses: { ...responses, 401: { description: 'Unauthorized' } },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvk,
  };
}

function bodyParameter(operation: Operation, collector: SchemaCollector): Schema {
  const required = operation.body === 'DeleteOptions' ? {} : { required: true };
  return { name: 'body', in: 'body', ...required, schema: { $ref: describeBody(operation, collector) } };
}

function describeParameter({ name, in: place, type, description }: Parameter): Schema {
  return { uniqueItems: true, type, description, name, in: place, ...(place === 'path' ? { required: true } : {}) };
}
