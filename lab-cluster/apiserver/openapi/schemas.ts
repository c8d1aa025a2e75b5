// Types of the generated schemas as OpenAPI writes them: descriptions, what is required, and how lists and maps merge.
// Models kube-openapi's generator and the extensions client-go reads.
// Simplified: enumerations come without a sentence for each of their words.
import { isAlwaysThere } from '../../api/facts/always-there.ts';
import { ATOMIC_BYTES, ATOMIC_FIELDS, ATOMIC_TYPES } from '../../api/facts/atomic.ts';
import { ENUMS } from '../../api/facts/enums.ts';
import { LISTS, RETAIN_KEYS } from '../../api/facts/lists.ts';
import { definitionName } from '../../api/facts/packages.ts';
import { ITEM_WORDS, NAMED_DEFAULTS, UNIONS, WITHOUT_ZERO } from '../../api/facts/schema-words.ts';
import { structProse } from '../../api/facts/struct-prose.ts';
import { typeFields } from '../../api/generated/schemas.ts';
import { type FieldSchema, type Scalar, structOf, type ValueSchema } from '../../api/schema/schema-types.ts';
import { fieldNumbers } from '../protobuf/field-numbers.ts';
import { DISCOVERY_SCHEMAS } from './discovery-schemas.ts';
import { prose } from './prose.ts';
import { STANDARD_SCHEMAS } from './standard-schemas.ts';

export type Dialect = 'v2' | 'v3';
export type Schema = Readonly<Record<string, unknown>>;

const MARK = 'x-kubernetes-group-version-kind';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** Scalars that upstream names like types. */
const NAMED_SCALARS: Partial<Record<Scalar, string>> = {
  Quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  IntOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  Time: `${META}.Time`,
  MicroTime: `${META}.MicroTime`,
  any: 'io.k8s.apimachinery.pkg.runtime.RawExtension',
};

/** By type.field: structs that a strategic merge patch replaces, and those that say they have an owner by field. */
const REPLACED = new Set(['PodDisruptionBudgetSpec.selector']);
const GRANULAR = new Set(['PersistentVolumeClaimStatus.allocatedResourceStatuses', 'PersistentVolumeSpec.claimRef']);

/** Fields of few words that the 1.34 schemas do not list them for. */
const UNLISTED_ENUMS = new Set([
  'CSIDriverSpec.fsGroupPolicy',
  'Container.restartPolicy',
  'Event.type',
  'LabelSelectorRequirement.operator',
  'MutatingWebhook.reinvocationPolicy',
  'NamedRuleWithOperations.scope',
  'RuleWithOperations.scope',
]);

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Collects the schemas a document needs, each with all it refers to. */
export class SchemaCollector {
  readonly #dialect: Dialect;
  readonly #schemas = new Map<string, Schema>();

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** By full name, in the order of names. */
  get schemas(): Readonly<Record<string, Schema>> {
    return Object.fromEntries([...this.#schemas].sort(([left], [right]) => (left < right ? -1 : 1)));
  }

  /** A type of the generated schemas; `kinds` are those whose bodies it is, by which clients find it. Answers with its full name. */
  addType(type: string, kinds: readonly GroupVersionKind[] = []): string {
    const name = definitionName(type);
    const known = this.#schemas.get(name);
    // Known before its fields are read, because types may contain themselves.
    if (known === undefined) this.#schemas.set(name, {});
    const schema = known ?? this.#describe(type);
    const marked = kinds.length === 0 || schema[MARK] !== undefined;
    const mark = marked ? {} : { [MARK]: kinds.map(({ group, kind, version }) => ({ group, kind, version })) };
    this.#schemas.set(name, { ...schema, ...mark });
    return name;
  }

  /** The list of a kind, which the generated schemas leave out because all are alike. */
  addList(type: string, { group, version, kind }: GroupVersionKind): string {
    const item = this.addType(type);
    const name = `${item}List`;
    if (this.#schemas.has(name)) return name;
    const text = (field: string): Schema => ({ description: prose(`${type}.${field}`), type: 'string' });
    const properties = {
      apiVersion: text('apiVersion'),
      items: { description: `Objects of kind ${kind}.`, type: 'array', items: this.#reference(item, '', true) },
      kind: text('kind'),
      metadata: this.#reference(this.addStandard(`${META}.ListMeta`), 'What the list is a picture of.', true),
    };
    this.#schemas.set(name, {
      description: `${kind}List holds objects of kind ${kind}.`,
      type: 'object',
      required: ['items'],
      properties,
      [MARK]: [{ group, kind: `${kind}List`, version }],
    });
    return name;
  }

  /** A type every API has: Status, Patch, Time. */
  addStandard(name: string): string {
    if (this.#schemas.has(name)) return name;
    const schema = (STANDARD_SCHEMAS[name] ?? DISCOVERY_SCHEMAS[name])?.(this.#dialect, (other) => this.refTo(this.addStandard(other)));
    this.#schemas.set(name, schema ?? { type: 'object' });
    return name;
  }

  refTo(name: string): string {
    return `#/${this.#dialect === 'v2' ? 'definitions' : 'components/schemas'}/${name}`;
  }

  #describe(type: string): Schema {
    const struct = structOf(type);
    const fields = Object.values(struct?.fields ?? {}).sort((left, right) => (left.name < right.name ? -1 : 1));
    const required = requiredOf(type);
    return {
      description: prose(type),
      type: 'object',
      ...(required.length === 0 ? {} : { required }),
      ...(fields.length === 0 ? {} : { properties: Object.fromEntries(fields.map((field) => [field.name, this.#property(field)])) }),
      ...(ATOMIC_TYPES.has(type) ? { 'x-kubernetes-map-type': 'atomic' } : {}),
      ...unionOf(type),
      ...(isEmbeddedKind(type) ? { [MARK]: [{ group: '', kind: type, version: 'v1' }] } : {}),
    };
  }

  #property(field: FieldSchema): Schema {
    const { owner, name, value } = field;
    const key = `${owner}.${name}`;
    const words = value.form === 'scalar' && !UNLISTED_ENUMS.has(key) ? ENUMS[key] : undefined;
    const description = describeField(field) + (words === undefined ? '' : listed(words));
    const always = isAlwaysThere(owner, name);
    const schema =
      name === 'fieldsV1'
        ? this.#reference(this.addStandard(`${META}.FieldsV1`), description, false)
        : withItemWords(this.#value(value, description, always), ITEM_WORDS[key]);
    const zero = this.#dialect === 'v3' && value.form === 'scalar' ? defaultOf(field, value.scalar) : undefined;
    return {
      ...schema,
      ...(zero === undefined ? {} : { default: zero }),
      ...(words === undefined ? {} : { enum: [...words].sort() }),
      ...listExtensions(key, value),
      ...(ATOMIC_FIELDS.has(key) ? { 'x-kubernetes-map-type': 'atomic' } : {}),
      ...(GRANULAR.has(key) ? { 'x-kubernetes-map-type': 'granular' } : {}),
      ...(REPLACED.has(key) ? { 'x-kubernetes-patch-strategy': 'replace' } : {}),
      ...(RETAIN_KEYS.has(key) ? { 'x-kubernetes-patch-strategy': 'retainKeys' } : {}),
    };
  }

  #value(value: ValueSchema, description: string, always: boolean): Schema {
    const text = description === '' ? {} : { description };
    switch (value.form) {
      case 'struct':
        return this.#reference(this.addType(value.struct.name), description, always);
      case 'list':
        return { ...text, type: 'array', items: this.#item(value.item) };
      case 'map':
        return { ...text, type: 'object', additionalProperties: this.#item(value.item) };
      case 'scalar': {
        const name = NAMED_SCALARS[value.scalar];
        return name === undefined
          ? { ...text, ...scalarSchema(value.scalar) }
          : this.#reference(this.addStandard(name), description, false);
      }
    }
  }

  /** What a list or map holds. */
  #item(value: ValueSchema): Schema {
    const schema = this.#value(value, '', value.form === 'struct');
    const zero = this.#dialect === 'v3' && value.form === 'scalar' ? emptyOf(value.scalar) : undefined;
    return zero === undefined ? schema : { ...schema, default: zero };
  }

  /** Version 3 lets nothing stand beside a reference, so what belongs there is wrapped around it. */
  #reference(name: string, description: string, always: boolean): Schema {
    const $ref = this.refTo(name);
    const text = description === '' ? {} : { description };
    if (this.#dialect === 'v2') return { ...text, $ref };
    if (description === '' && !always) return { $ref };
    return { ...text, ...(always ? { default: {} } : {}), allOf: [{ $ref }] };
  }
}

/** A kind inside of another, which is marked though the document is not about it: a claim in a StatefulSet. */
function isEmbeddedKind(type: string): boolean {
  const fields = structOf(type)?.fields ?? {};
  return definitionName(type) === `io.k8s.api.core.v1.${type}` && 'apiVersion' in fields && 'kind' in fields && 'metadata' in fields;
}

/** Of fields that hold a struct the package says nothing; then a sentence of our own does. */
function describeField({ owner, name, value }: FieldSchema): string {
  const own = prose(`${owner}.${name}`);
  return own === '' && value.form === 'struct' ? structProse(owner, name) : own;
}

function listed(words: readonly string[]): string {
  return `\n\nPossible enum values:\n${[...words]
    .sort()
    .map((word) => ` - \`"${word}"\``)
    .join('\n')}`;
}

function scalarSchema(scalar: Scalar): Schema {
  switch (scalar) {
    case 'bool':
      return { type: 'boolean' };
    case 'int32':
    case 'int64':
      return { type: 'integer', format: scalar };
    case 'double':
      return { type: 'number', format: 'double' };
    case 'bytes':
      return { type: 'string', format: 'byte' };
    case 'any':
      return { type: 'object' };
    case 'string':
    case 'Quantity':
    case 'IntOrString':
    case 'Time':
    case 'MicroTime':
      return { type: 'string' };
  }
}

/** Models the generator's `+default` marks, and the empty values that required fields have. */
function defaultOf({ owner, name }: FieldSchema, scalar: Scalar): string | number | boolean | undefined {
  const key = `${owner}.${name}`;
  const named = NAMED_DEFAULTS[key];
  if (named !== undefined || WITHOUT_ZERO.has(key)) return named;
  return requiredOf(owner).includes(name) ? emptyOf(scalar) : undefined;
}

function withItemWords(schema: Schema, words: readonly string[] | undefined): Schema {
  if (words === undefined) return schema;
  const place = 'items' in schema ? 'items' : 'additionalProperties';
  return { ...schema, [place]: { ...(schema[place] as Schema), enum: words } };
}

function unionOf(type: string): Schema {
  const union = UNIONS[type];
  if (union === undefined) return {};
  const { discriminator, fields } = union;
  return { 'x-kubernetes-unions': [{ discriminator, 'fields-to-discriminateBy': fields }] };
}

function emptyOf(scalar: Scalar): string | number | boolean | undefined {
  if (scalar === 'string') return '';
  if (scalar === 'bool') return false;
  return scalar === 'int32' || scalar === 'int64' ? 0 : undefined;
}

function listExtensions(key: string, value: ValueSchema): Schema {
  if (ATOMIC_BYTES.has(key)) return { 'x-kubernetes-list-type': 'atomic' };
  if (value.form !== 'list') return {};
  const { mapKeys, mergeKey, isSet = false, retainKeys = false } = LISTS[key] ?? {};
  const strategy = [mergeKey === undefined ? [] : 'merge', retainKeys ? 'retainKeys' : []].flat().join(',');
  return {
    ...(mapKeys === undefined ? {} : { 'x-kubernetes-list-map-keys': mapKeys }),
    'x-kubernetes-list-type': mapKeys !== undefined ? 'map' : isSet ? 'set' : 'atomic',
    ...(mergeKey === undefined || mergeKey === '' ? {} : { 'x-kubernetes-patch-merge-key': mergeKey }),
    ...(strategy === '' ? {} : { 'x-kubernetes-patch-strategy': strategy }),
  };
}

/** As the package says it, in the order of the fields in Go: the facts about what is really required are for people. */
function requiredOf(type: string): readonly string[] {
  const marked = (typeFields[type] ?? '').split(';').filter((field) => field.startsWith('!'));
  const names = marked.map((field) => field.slice(1, field.indexOf(' ')));
  const places = new Map([...fieldNumbers(type)].map(([number, field]) => ['name' in field ? field.name : field.inlined, number]));
  return names.sort((left, right) => (places.get(left) ?? 0) - (places.get(right) ?? 0));
}
