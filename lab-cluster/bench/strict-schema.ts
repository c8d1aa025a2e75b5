// All kinds as one strict JSON Schema, in the form the public Kubernetes schemas have: what other editors check manifests with.
import { kindTypes, typeFields } from '../api/generated/schemas.ts';
import { structOf, type ValueSchema } from '../api/schema/schema-types.ts';

/** A document with `oneOf` over every kind; unknown fields are errors. */
export function strictSchema(): object {
  const definitions: Record<string, object> = {};
  for (const name of Object.keys(typeFields)) {
    const fields = Object.values(structOf(name)?.fields ?? {});
    definitions[name] = {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(fields.map((field) => [field.name, valueSchema(field.value)])),
      required: fields.filter((field) => field.required).map((field) => field.name),
    };
  }
  const oneOf = Object.entries(kindTypes).map(([key, type]) => {
    const slash = key.lastIndexOf('/');
    const { properties, required } = definitions[type] as { properties: object; required: string[] };
    const named = { apiVersion: { enum: [key.slice(0, slash)] }, kind: { enum: [key.slice(slash + 1)] } };
    return {
      type: 'object',
      additionalProperties: false,
      required: ['apiVersion', 'kind', ...required],
      properties: { ...properties, ...named },
    };
  });
  return { $schema: 'http://json-schema.org/draft-07/schema#', definitions, oneOf };
}

function valueSchema(value: ValueSchema): object {
  switch (value.form) {
    case 'struct':
      return { $ref: `#/definitions/${value.struct.name}` };
    case 'list':
      return { type: ['array', 'null'], items: valueSchema(value.item) };
    case 'map':
      return { type: ['object', 'null'], additionalProperties: valueSchema(value.item) };
    case 'scalar':
      return scalarSchema(value.scalar);
  }
}

function scalarSchema(scalar: string): object {
  switch (scalar) {
    case 'bool':
      return { type: ['boolean', 'null'] };
    case 'int32':
    case 'int64':
      return { type: ['integer', 'null'] };
    case 'double':
      return { type: ['number', 'null'] };
    case 'Quantity':
    case 'IntOrString':
      return { oneOf: [{ type: ['string', 'null'] }, { type: scalar === 'Quantity' ? 'number' : 'integer' }] };
    case 'any':
      return {};
    default:
      return { type: ['string', 'null'] };
  }
}
