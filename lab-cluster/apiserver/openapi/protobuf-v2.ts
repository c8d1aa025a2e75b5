// The version 2 document as protobuf, the only form in which kubectl up to 1.28 asks for it.
// Models google/gnostic-models' OpenAPIv2.proto, of which it writes the parts that such a document has.
import { yamlText } from '../encoding/yaml-text.ts';
import { WireWriter } from '../protobuf/wire-writer.ts';
import type { DocumentV2 } from './document-v2.ts';
import type { Schema } from './schemas.ts';

/** Field numbers of gnostic's messages. */
const DOCUMENT = { swagger: 1, info: 2, paths: 8, definitions: 9 } as const;
const INFO = { title: 1, version: 2 } as const;
const PATH_ITEM = { get: 2, put: 3, post: 4, delete: 5, patch: 8, parameters: 9 } as const;
const OPERATION = { tags: 1, description: 3, operationId: 5, produces: 6, consumes: 7, parameters: 8, responses: 9, schemes: 10 } as const;
const OPERATION_EXTENSIONS = 13;
const SCHEMA = { $ref: 1, format: 2, description: 4 } as const;
const SCHEMA_PARTS = { required: 19, enum: 20, additionalProperties: 21, type: 22, items: 23, properties: 25, extensions: 31 } as const;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

export function encodeDocumentV2({ swagger, info, paths, definitions }: DocumentV2): Uint8Array {
  const document = new WireWriter().text(DOCUMENT.swagger, swagger).message(DOCUMENT.info, texts(INFO, info));
  const pathList = new WireWriter();
  for (const [path, item] of Object.entries(paths)) pathList.message(2, named(path, pathItem(item)));
  document.message(DOCUMENT.paths, pathList).message(DOCUMENT.definitions, namedSchemas(definitions));
  return document.bytes;
}

/** The pair of name and value that gnostic has for every map. */
function named(name: string, value: WireWriter): WireWriter {
  return new WireWriter().text(1, name).message(2, value);
}

function texts(fields: Readonly<Record<string, number>>, value: Schema): WireWriter {
  const writer = new WireWriter();
  for (const [name, number] of Object.entries(fields)) if (typeof value[name] === 'string') writer.text(number, value[name]);
  return writer;
}

function namedSchemas(schemas: Readonly<Record<string, Schema>>): WireWriter {
  const writer = new WireWriter();
  for (const [name, schema] of Object.entries(schemas)) writer.message(1, named(name, encodeSchema(schema)));
  return writer;
}

function encodeSchema(schema: Schema): WireWriter {
  const writer = texts(SCHEMA, schema);
  const { required, properties, items, additionalProperties, type } = schema;
  if (Array.isArray(required)) writer.texts(SCHEMA_PARTS.required, required as string[]);
  if (Array.isArray(schema['enum'])) for (const word of schema['enum']) writer.message(SCHEMA_PARTS.enum, yamlValue(word));
  if (isSchema(additionalProperties))
    writer.message(SCHEMA_PARTS.additionalProperties, new WireWriter().message(1, encodeSchema(additionalProperties)));
  if (typeof type === 'string') writer.message(SCHEMA_PARTS.type, new WireWriter().text(1, type));
  if (isSchema(items)) writer.message(SCHEMA_PARTS.items, new WireWriter().message(1, encodeSchema(items)));
  if (isSchema(properties)) writer.message(SCHEMA_PARTS.properties, namedSchemas(properties as Readonly<Record<string, Schema>>));
  return extensions(writer, SCHEMA_PARTS.extensions, schema);
}

/** Extensions are YAML inside of protobuf. */
function extensions(writer: WireWriter, field: number, value: Schema): WireWriter {
  for (const [name, part] of Object.entries(value)) if (name.startsWith('x-')) writer.message(field, named(name, yamlValue(part)));
  return writer;
}

function yamlValue(value: unknown): WireWriter {
  return new WireWriter().text(2, yamlText(value));
}

function pathItem(item: Schema): WireWriter {
  const writer = new WireWriter();
  for (const method of METHODS) {
    const operation = item[method];
    if (isSchema(operation)) writer.message(PATH_ITEM[method], encodeOperation(operation));
  }
  return parametersInto(writer, PATH_ITEM.parameters, item);
}

function encodeOperation(operation: Schema): WireWriter {
  const writer = texts({ description: OPERATION.description, operationId: OPERATION.operationId }, operation);
  for (const list of ['tags', 'produces', 'consumes', 'schemes'] as const)
    writer.texts(OPERATION[list], (operation[list] ?? []) as string[]);
  parametersInto(writer, OPERATION.parameters, operation);
  const responses = new WireWriter();
  for (const [code, response] of Object.entries(operation['responses'] as Readonly<Record<string, Schema>>))
    responses.message(1, named(code, new WireWriter().message(1, encodeResponse(response))));
  return extensions(writer.message(OPERATION.responses, responses), OPERATION_EXTENSIONS, operation);
}

function encodeResponse({ description, schema }: Schema): WireWriter {
  const writer = new WireWriter().text(1, String(description));
  return isSchema(schema) ? writer.message(2, new WireWriter().message(1, encodeSchema(schema))) : writer;
}

function parametersInto(writer: WireWriter, field: number, { parameters }: Schema): WireWriter {
  if (Array.isArray(parameters))
    for (const one of parameters as Schema[]) writer.message(field, new WireWriter().message(1, parameter(one)));
  return writer;
}

/** A body, or one of the kinds of plain parameters; each is wrapped in messages that say which it is. */
function parameter(one: Schema): WireWriter {
  if (one['in'] === 'body') {
    const body = texts({ description: 1, name: 2, in: 3 }, one).flag(4, one['required'] === true);
    return new WireWriter().message(1, isSchema(one['schema']) ? body.message(5, encodeSchema(one['schema'])) : body);
  }
  const isQuery = one['in'] === 'query';
  const plain = new WireWriter().flag(1, one['required'] === true);
  for (const [name, number] of [
    ['in', 2],
    ['description', 3],
    ['name', 4],
    ['type', isQuery ? 6 : 5],
  ] as const)
    if (typeof one[name] === 'string') plain.text(number, one[name]);
  return new WireWriter().message(2, new WireWriter().message(isQuery ? 3 : 4, plain));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
