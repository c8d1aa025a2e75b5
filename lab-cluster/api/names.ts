// Which names Kubernetes accepts, and what it says of those it does not. Every function returns the broken rules, none when fine.
// Models staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go.
import { utf8Length } from './utf8.ts';

const LABEL_FMT = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_FMT = `${LABEL_FMT}(\\.${LABEL_FMT})*`;
const DNS1035_FMT = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED_FMT = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE_FMT = `(${QUALIFIED_FMT})?`;
const CONFIG_KEY_FMT = '[-._a-zA-Z0-9]+';
const WILDCARD_FMT = `\\*\\.${SUBDOMAIN_FMT}`;
const PERCENT_FMT = '[0-9]+%';

const LABEL = whole(LABEL_FMT);
const SUBDOMAIN = whole(SUBDOMAIN_FMT);
const DNS1035 = whole(DNS1035_FMT);
const QUALIFIED = whole(QUALIFIED_FMT);
const LABEL_VALUE = whole(LABEL_VALUE_FMT);
const CONFIG_KEY = whole(CONFIG_KEY_FMT);
const HEADER_FMT = '[-A-Za-z0-9]+';
const UNDERSCORED_LABEL_FMT = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const UNDERSCORED_FMT = `${UNDERSCORED_LABEL_FMT}(\\.${UNDERSCORED_LABEL_FMT})*`;

const HEADER = whole(HEADER_FMT);
const UNDERSCORED = whole(UNDERSCORED_FMT);
const WILDCARD = whole(WILDCARD_FMT);
const PERCENT = whole(PERCENT_FMT);

const LABEL_MAX = 63;
const SUBDOMAIN_MAX = 253;
const PORT_NAME_MAX = 15;

const SUBDOMAIN_RULE = regexRule(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN_FMT,
  ['example.com'],
);
const HEADER_RULE = regexRule("a valid HTTP header must consist of alphanumeric characters or '-'", HEADER_FMT, ['X-Header-Name']);
const UNDERSCORED_RULE = regexRule(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  UNDERSCORED_FMT,
  ['example.com'],
);
const WILDCARD_RULE = regexRule(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  WILDCARD_FMT,
  ['*.example.com'],
);
const LABEL_RULE = regexRule(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL_FMT,
  ['my-name', '123-abc'],
);
const DNS1035_RULE = regexRule(
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  DNS1035_FMT,
  ['my-name', 'abc-123'],
);
const QUALIFIED_RULE = regexRule(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  QUALIFIED_FMT,
  ['MyName', 'my.name', '123-abc'],
);
const LABEL_VALUE_RULE = regexRule(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  LABEL_VALUE_FMT,
  ['MyValue', 'my_value', '12345'],
);
const CONFIG_KEY_RULE = regexRule("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", CONFIG_KEY_FMT, [
  'key.name',
  'KEY_NAME',
  'key-name',
]);
const PERCENT_RULE = regexRule("a valid percent string must be a numeric string followed by an ending '%'", PERCENT_FMT, ['1%', '93%']);

const CONDITION_REASON_FMT = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const CONDITION_REASON = whole(CONDITION_REASON_FMT);
const CONDITION_REASON_RULE = regexRule(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  CONDITION_REASON_FMT,
  ['my_name', 'MY_NAME', 'MyName', 'ReasonA,ReasonB', 'ReasonA:ReasonB'],
);

const NO_PROBLEMS: readonly string[] = [];

export function dns1123Subdomain(value: string): readonly string[] {
  if (value.length <= SUBDOMAIN_MAX && SUBDOMAIN.test(value)) return NO_PROBLEMS;
  const problems: string[] = [];
  if (utf8Length(value) > SUBDOMAIN_MAX) problems.push(maxLength(SUBDOMAIN_MAX));
  if (!SUBDOMAIN.test(value)) problems.push(SUBDOMAIN_RULE);
  return problems;
}

export function dns1123Label(value: string): readonly string[] {
  if (value.length <= LABEL_MAX && LABEL.test(value)) return NO_PROBLEMS;
  const problems: string[] = [];
  if (utf8Length(value) > LABEL_MAX) problems.push(maxLength(LABEL_MAX));
  if (!LABEL.test(value)) problems.push(SUBDOMAIN.test(value) ? 'must not contain dots' : LABEL_RULE);
  return problems;
}

/** `*.example.com`: a star for the first label, and nowhere else. */
export function wildcardSubdomain(value: string): readonly string[] {
  const problems: string[] = [];
  if (utf8Length(value) > SUBDOMAIN_MAX) problems.push(maxLength(SUBDOMAIN_MAX));
  if (!WILDCARD.test(value)) problems.push(WILDCARD_RULE);
  return problems;
}

export function dns1035Label(value: string): readonly string[] {
  const problems: string[] = [];
  if (utf8Length(value) > LABEL_MAX) problems.push(maxLength(LABEL_MAX));
  if (!DNS1035.test(value)) problems.push(DNS1035_RULE);
  return problems;
}

/** Names that need only fit into a path, as those of roles: `system:node`. Models api/validation/path. */
export function pathSegment(value: string): readonly string[] {
  if (value === '.' || value === '..') return [`may not be '${value}'`];
  return ['/', '%'].filter((sign) => value.includes(sign)).map((sign) => `may not contain '${sign}'`);
}

/** Keys of labels and annotations, taints, conditions: `name` or `example.com/name`. */
export function qualifiedName(value: string): readonly string[] {
  if (value.length <= LABEL_MAX && QUALIFIED.test(value)) return NO_PROBLEMS;
  const parts = value.split('/');
  if (parts.length > 2)
    return [`a qualified name ${QUALIFIED_RULE} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const problems: string[] = [];
  const [prefix, name] = parts.length === 2 ? [parts[0] ?? '', parts[1] ?? ''] : [undefined, parts[0] ?? ''];
  if (prefix === '') problems.push('prefix part must be non-empty');
  else if (prefix !== undefined) problems.push(...dns1123Subdomain(prefix).map((problem) => `prefix part ${problem}`));
  if (name === '') problems.push('name part must be non-empty');
  else if (utf8Length(name) > LABEL_MAX) problems.push(`name part ${maxLength(LABEL_MAX)}`);
  if (!QUALIFIED.test(name)) problems.push(`name part ${QUALIFIED_RULE}`);
  return problems;
}

export function labelValue(value: string): readonly string[] {
  if (value.length <= LABEL_MAX && LABEL_VALUE.test(value)) return NO_PROBLEMS;
  const problems: string[] = [];
  if (utf8Length(value) > LABEL_MAX) problems.push(maxLength(LABEL_MAX));
  if (!LABEL_VALUE.test(value)) problems.push(LABEL_VALUE_RULE);
  return problems;
}

/** Keys of ConfigMaps and Secrets, which become file names. */
export function configMapKey(value: string): readonly string[] {
  const problems: string[] = [];
  if (utf8Length(value) > SUBDOMAIN_MAX) problems.push(maxLength(SUBDOMAIN_MAX));
  if (!CONFIG_KEY.test(value)) problems.push(CONFIG_KEY_RULE);
  if (value === '.') problems.push("must not be '.'");
  else if (value === '..') problems.push("must not be '..'");
  else if (value.startsWith('..')) problems.push("must not start with '..'");
  return problems;
}

export function environmentVariableName(value: string): readonly string[] {
  if (value === '') return ['environment variable name must be non-empty'];
  return /^[ -<>-~]+$/.test(value)
    ? NO_PROBLEMS
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Reasons of conditions: one word, in whatever case. */
export function conditionReason(value: string): readonly string[] {
  return CONDITION_REASON.test(value) ? NO_PROBLEMS : [CONDITION_REASON_RULE];
}

export function httpHeaderName(value: string): readonly string[] {
  return HEADER.test(value) ? NO_PROBLEMS : [HEADER_RULE];
}

/** A DNS subdomain in which labels may have underscores, as search paths do. */
export function subdomainWithUnderscore(value: string): readonly string[] {
  const problems: string[] = [];
  if (utf8Length(value) > SUBDOMAIN_MAX) problems.push(maxLength(SUBDOMAIN_MAX));
  if (!UNDERSCORED.test(value)) problems.push(UNDERSCORED_RULE);
  return problems;
}

/** IANA service names, as container ports have. */
export function portName(value: string): readonly string[] {
  const problems: string[] = [];
  if (utf8Length(value) > PORT_NAME_MAX) problems.push(maxLength(PORT_NAME_MAX));
  if (!/^[-a-z0-9]+$/.test(value)) problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) problems.push('must contain at least one letter (a-z)');
  if (value.includes('--')) problems.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

export function portNumber(value: number): readonly string[] {
  return value >= 1 && value <= 65_535 ? NO_PROBLEMS : ['must be between 1 and 65535, inclusive'];
}

export function percentString(value: string): readonly string[] {
  return PERCENT.test(value) ? NO_PROBLEMS : [PERCENT_RULE];
}

function whole(format: string): RegExp {
  return new RegExp(`^${format}$`);
}

function maxLength(limit: number): string {
  return `must be no more than ${limit} characters`;
}

function regexRule(rule: string, format: string, examples: readonly string[]): string {
  return `${rule} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${format}')`;
}
