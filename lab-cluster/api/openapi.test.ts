// Checks the hand-written facts and the generated types against the OpenAPI documents of a real API server.
// Reads OPENAPI_DIR; where that is absent the comparison is skipped, visibly.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENUMS } from './facts/enums.ts';
import { goNamedFields } from './facts/go-types.ts';
import { LISTS, REPLACED, RETAIN_KEYS } from './facts/lists.ts';
import { NULLABLE_FIELDS } from './facts/nullable.ts';
import { pointerFields } from './facts/pointers.ts';
import { QUANTITY_FIELDS } from './facts/quantities.ts';
import { NOT_REALLY_REQUIRED, REALLY_REQUIRED } from './facts/required.ts';
import { typeFields } from './generated/schemas.ts';
import { internalFields } from './internal/internal-form.ts';
import { INTERNAL_TYPES } from './internal/internal-types.ts';
import { structOf } from './schema/schema-types.ts';

const folder = process.env['OPENAPI_DIR'] ?? '../shared/openapi';

interface Property {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly additionalProperties?: Property;
  readonly [extension: `x-kubernetes-${string}`]: unknown;
}

interface Definition {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

describe('facts', () => {
  it('name only fields that the generated types have', () => {
    const facts = [
      Object.keys(ENUMS),
      Object.keys(LISTS),
      [...RETAIN_KEYS, ...REPLACED, ...QUANTITY_FIELDS, ...NULLABLE_FIELDS],
      pointerFields(),
      goNamedFields(),
    ];
    const missing = [...facts.flat(), ...REALLY_REQUIRED, ...NOT_REALLY_REQUIRED].filter((name) => !hasField(name));
    expect(missing).toEqual([]);
  });

  it('know the manifest name of every field of the internal types', () => {
    const both = Object.keys(INTERNAL_TYPES).filter((type) => structOf(type) !== undefined);
    expect(both.length).toBeGreaterThan(120);
    const fields = both.flatMap((type) => internalFields(type).map(({ json }) => `${type}.${json}`));
    // These a manifest has in the pod's spec.
    const moved = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'].map((name) => `PodSecurityContext.${name}`);
    expect(fields.filter((field) => !hasField(field))).toEqual(moved);
  });
});

describe.skipIf(!existsSync(join(folder, 'v2.json')))('facts, held against the OpenAPI documents', () => {
  const definitions = existsSync(join(folder, 'v2.json'))
    ? (JSON.parse(readFileSync(join(folder, 'v2.json'), 'utf8')) as { definitions: Record<string, Definition> }).definitions
    : {};
  // Metrics are not in the documents of an API server that has no metrics server beside it.
  const ours = Object.keys(typeFields)
    .filter((name) => !name.endsWith('Metrics'))
    .map((name) => [name, definitionOf(definitions, name)] as const);

  it('finds every generated type there, with the same fields', () => {
    expect(ours.length).toBeGreaterThan(150);
    for (const [name, definition] of ours) {
      expect(definition, name).toBeDefined();
      const fields = Object.keys(structOf(name)?.fields ?? {});
      expect(fields.sort(), name).toEqual(Object.keys(definition?.properties ?? {}).sort());
    }
  });

  it('agrees about the type of every field', () => {
    const wrong: string[] = [];
    for (const [key, property] of properties(ours)) {
      const [type, field] = splitKey(key);
      const printed = structOf(type)?.fields[field]?.value.goType ?? '';
      const expected = kindOfProperty(property);
      if (kindOfGoType(key, printed) !== expected) wrong.push(`${key}: ${printed}, not ${expected}`);
    }
    expect(wrong).toEqual([]);
  });

  it('knows every list key, merge key and set, and no others', () => {
    const expected: Record<string, unknown> = {};
    const retained: string[] = [];
    const replaced: string[] = [];
    for (const [key, property] of properties(ours)) {
      const mapKeys = property['x-kubernetes-list-map-keys'] as string[] | undefined;
      const strategy = (property['x-kubernetes-patch-strategy'] as string | undefined) ?? '';
      const merges = strategy.split(',').includes('merge');
      const retains = strategy.split(',').includes('retainKeys');
      if (property.type !== 'array') {
        if (retains) retained.push(key);
        if (strategy === 'replace') replaced.push(key);
        continue;
      }
      const fact = {
        ...(mapKeys === undefined ? {} : { mapKeys }),
        ...(merges ? { mergeKey: (property['x-kubernetes-patch-merge-key'] as string | undefined) ?? '' } : {}),
        ...(property['x-kubernetes-list-type'] === 'set' ? { isSet: true } : {}),
        ...(retains ? { retainKeys: true } : {}),
      };
      if (Object.keys(fact).length > 0) expected[key] = fact;
    }
    expect(sorted(LISTS)).toEqual(sorted(expected));
    expect([...RETAIN_KEYS]).toEqual(retained);
    expect([...REPLACED]).toEqual(replaced);
  });

  it('knows every quantity', () => {
    const expected = [...properties(ours)]
      .filter(([, property]) => JSON.stringify(property).includes('api.resource.Quantity'))
      .map(([key]) => key);
    expect([...QUANTITY_FIELDS].sort()).toEqual(expected.sort());
  });

  it('agrees with the schema about what is required, but for the listed exceptions', () => {
    const wrong: string[] = [];
    for (const [name, definition] of ours) {
      for (const field of Object.keys(definition?.properties ?? {})) {
        const key = `${name}.${field}`;
        const expected = REALLY_REQUIRED.has(key) || ((definition?.required ?? []).includes(field) && !NOT_REALLY_REQUIRED.has(key));
        if (structOf(name)?.fields[field]?.required !== expected) wrong.push(key);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('knows the words of every enumeration', () => {
    const file = JSON.parse(readFileSync(join(folder, 'enums-from-1.36.json'), 'utf8')) as Record<string, Record<string, string[]>>;
    // Newer than 1.34, or spelt out nowhere in it.
    const newer = new Set(['Toleration.operator']);
    const wrong: string[] = [];
    let looked = 0;
    for (const [name] of ours) {
      for (const [field, words] of Object.entries(file[definitionName(definitions, name) ?? ''] ?? {})) {
        const key = `${name}.${field}`;
        if (newer.has(key)) continue;
        looked++;
        if (JSON.stringify([...(ENUMS[key] ?? [])].sort()) !== JSON.stringify([...words].sort())) wrong.push(`${key}: ${words.join(' ')}`);
      }
    }
    expect(looked).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });
});

function hasField(key: string): boolean {
  const [type, field] = splitKey(key);
  return structOf(type)?.fields[field] !== undefined;
}

function splitKey(key: string): [string, string] {
  const dot = key.lastIndexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
}

const AGGREGATOR = 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1';

/** Where several groups have a type of one name, ours without a prefix is of these. */
const PREFERRED = ['core.v1', 'apps.v1', 'authentication.v1'];

function definitionName(definitions: Record<string, Definition>, name: string): string | undefined {
  const [group, plain] = name.includes('.') ? splitKey(name) : [undefined, name];
  if (group !== undefined && /^v\d/.test(group))
    return Object.keys(definitions).find((full) => full.startsWith('io.k8s.api.') && full.endsWith(`.${name}`));
  if (group !== undefined)
    return [`io.k8s.api.${group}.v1.${plain}`, `${AGGREGATOR}.${plain}`].find((full) => definitions[full] !== undefined);
  const known = [
    ...PREFERRED.map((one) => `io.k8s.api.${one}.${plain}`),
    `io.k8s.apimachinery.pkg.apis.meta.v1.${plain}`,
    `${AGGREGATOR}.${plain}`,
  ];
  return known.find((candidate) => definitions[candidate] !== undefined) ?? namesOfLast(definitions).get(plain);
}

/** Full names of the types of all groups in version v1, by their last part. */
const lastNames = new WeakMap<object, ReadonlyMap<string, string>>();

function namesOfLast(definitions: Record<string, Definition>): ReadonlyMap<string, string> {
  const known = lastNames.get(definitions);
  if (known !== undefined) return known;
  const names = new Map<string, string>();
  for (const full of Object.keys(definitions)) {
    const [, plain] = /^io\.k8s\.api\.\w+\.v1\.(\w+)$/.exec(full) ?? [];
    if (plain !== undefined) names.set(plain, full);
  }
  lastNames.set(definitions, names);
  return names;
}

function definitionOf(definitions: Record<string, Definition>, name: string): Definition | undefined {
  return definitions[definitionName(definitions, name) ?? ''];
}

function* properties(ours: readonly (readonly [string, Definition | undefined])[]): Iterable<[string, Property]> {
  for (const [name, definition] of ours)
    for (const [field, property] of Object.entries(definition?.properties ?? {})) yield [`${name}.${field}`, property];
}

function sorted(record: object): unknown {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function kindOfProperty(property: Property): string {
  if (property.$ref !== undefined) {
    const name = property.$ref.split('.').at(-1) ?? '';
    if (name === 'RawExtension') return 'FieldsV1';
    return ['Quantity', 'IntOrString', 'Time', 'MicroTime', 'FieldsV1'].includes(name) ? name : `struct ${name}`;
  }
  if (property.type === 'array') return `list of ${kindOfProperty(property.items ?? {})}`;
  if (property.type === 'object') return `map of ${kindOfProperty(property.additionalProperties ?? {})}`;
  if (property.type === 'integer') return property.format ?? 'int32';
  return property.format === 'byte' ? 'bytes' : (property.type ?? 'any');
}

function kindOfGoType(key: string, goType: string): string {
  const words: Record<string, string> = {
    'resource.Quantity': 'Quantity',
    'intstr.IntOrString': 'IntOrString',
    'v1.Time': 'Time',
    'v1.MicroTime': 'MicroTime',
    'v1.ResourceList': 'map of Quantity',
    '[]uint8': 'bytes',
    bool: 'boolean',
    float64: 'number',
    'interface {}': 'FieldsV1',
  };
  const word = words[goType];
  if (word !== undefined) return word;
  if (goType.startsWith('map[string]')) return `map of ${kindOfGoType(key, goType.slice('map[string]'.length))}`;
  if (goType.startsWith('[]')) return `list of ${kindOfGoType(key, goType.slice(2))}`;
  if (goNamedFields().includes(key)) return 'string';
  return /^v\d\w*\./.test(goType) ? `struct ${goType.slice(goType.indexOf('.') + 1)}` : goType;
}
