// `format.dns1123Label().validate(…)`: rules of Kubernetes by name. Models apiserver/pkg/cel/library/format.go.
import { dns1035Label, dns1123Label, dns1123Subdomain, labelValue, qualifiedName } from '../../names.ts';
import { patternCost } from '../cost.ts';
import { overload, type Overload } from '../overload.ts';
import { CelError, CelObject, CelOptional, NONE, sizeOf, type Value } from '../values.ts';
import { parseTimestamp } from './time.ts';

const TYPE = 'kubernetes.NamedFormat';
const DATE_TIME_SIZE = 67;

class CelFormat extends CelObject {
  readonly typeName = TYPE;
  readonly name: string;
  readonly patternSize: number;
  readonly validate: (text: string) => readonly string[];

  constructor(name: string, patternSize: number, validate: (text: string) => readonly string[]) {
    super();
    this.name = name;
    this.patternSize = patternSize;
    this.validate = validate;
  }

  equals(other: CelObject): boolean {
    return other === this;
  }
}

/** What generateName may be: the beginning of a name. */
function beginning(rule: (text: string) => readonly string[]): (text: string) => readonly string[] {
  return (text) => rule(text.endsWith('-') && text.length > 1 ? `${text.slice(0, -1)}a` : text);
}

function shaped(pattern: RegExp, problem: string): (text: string) => readonly string[] {
  return (text) => (pattern.test(text) ? [] : [problem]);
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

const isInstant = (text: string): boolean => {
  const read = parseTimestamp(text);
  return read !== undefined && !(read instanceof CelError);
};

const FORMATS = new Map<string, CelFormat>(
  Object.entries({
    dns1123Label: new CelFormat('DNS1123Label', 30, dns1123Label),
    dns1123Subdomain: new CelFormat('DNS1123Subdomain', 60, dns1123Subdomain),
    dns1035Label: new CelFormat('DNS1035Label', 30, dns1035Label),
    qualifiedName: new CelFormat('QualifiedName', 60, qualifiedName),
    dns1123LabelPrefix: new CelFormat('DNS1123LabelPrefix', 30, beginning(dns1123Label)),
    dns1123SubdomainPrefix: new CelFormat('DNS1123SubdomainPrefix', 60, beginning(dns1123Subdomain)),
    dns1035LabelPrefix: new CelFormat('DNS1035LabelPrefix', 30, beginning(dns1035Label)),
    labelValue: new CelFormat('LabelValue', 40, labelValue),
    uri: new CelFormat('URI', 1103, (text) => {
      if (text === '') return [`parse "": empty url`];
      return /^(?:[a-zA-Z][a-zA-Z0-9+.-]*:\/|\/)/.test(text) ? [] : [`parse ${JSON.stringify(text)}: invalid URI for request`];
    }),
    uuid: new CelFormat('uuid', 68, shaped(UUID, 'does not match the UUID format')),
    byte: new CelFormat('byte', 84, shaped(BASE64, 'invalid base64')),
    date: new CelFormat('date', DATE_TIME_SIZE, (text) =>
      /^\d{4}-\d\d-\d\d$/.test(text) && isInstant(`${text}T00:00:00Z`) ? [] : ['invalid date'],
    ),
    datetime: new CelFormat('datetime', DATE_TIME_SIZE, (text) => (isInstant(text) ? [] : ['invalid datetime'])),
  }),
);

export const NAMED_FORMATS: readonly Overload[] = [
  ...Array.from(FORMATS, ([name, format]) => overload(`format.${name}(): ${TYPE}`, () => format)),
  overload(`format.named(string): optional<${TYPE}>`, (name: string) => {
    const format = FORMATS.get(name);
    return format === undefined ? NONE : new CelOptional(format);
  }),
  overload(
    `(${TYPE}).validate(string): optional<list<string>>`,
    (format: CelFormat, text: string) => {
      const problems = format.validate(text);
      return problems.length === 0 ? NONE : new CelOptional(problems);
    },
    ([format, text]: readonly Value[]) => patternCost(sizeOf(text ?? ''), (format as CelFormat).patternSize),
  ),
];
