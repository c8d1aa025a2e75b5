// Functions on IP addresses, ranges and URLs. Models apiserver/pkg/cel/library/{ip,cidr,urls}.go.
import ipaddr from 'ipaddr.js';
import { goQuote } from '../../field-errors.ts';
import { characters, traverses } from '../cost.ts';
import { overload, type Overload } from '../overload.ts';
import { CelError, CelObject, KeyedMap, type Value } from '../values.ts';

type Address = ReturnType<typeof ipaddr.parse>;

const IP = 'net.IP';
const CIDR = 'net.CIDR';
const URL_TYPE = 'kubernetes.URL';

class CelIp extends CelObject {
  readonly typeName = IP;
  readonly address: Address;

  constructor(address: Address) {
    super();
    this.address = address;
  }

  override get size(): number {
    return this.address.toByteArray().length;
  }

  equals(other: CelObject): boolean {
    return other instanceof CelIp && addressText(other.address) === addressText(this.address);
  }
}

class CelCidr extends CelObject {
  readonly typeName = CIDR;
  readonly address: Address;
  readonly bits: number;

  constructor(address: Address, bits: number) {
    super();
    this.address = address;
    this.bits = bits;
  }

  override get size(): number {
    return Math.ceil(this.bits / 8);
  }

  equals(other: CelObject): boolean {
    return other instanceof CelCidr && other.bits === this.bits && addressText(other.address) === addressText(this.address);
  }
}

function addressText(address: Address): string {
  return address.kind() === 'ipv6' ? (address as ipaddr.IPv6).toRFC5952String() : address.toString();
}

function ipv6Problem(text: string): string {
  const at = (rest: string): string => ` (at ${goQuote(rest)})`;
  const [stray] = /[^0-9a-fA-F:.%]/.exec(text) ?? [];
  if (stray !== undefined) return `each colon-separated field must have at least one digit${at(text.slice(text.indexOf(stray)))}`;
  const tripled = text.indexOf(':::');
  if (tripled >= 0) return `each colon-separated field must have at least one digit${at(text.slice(tripled + 2))}`;
  if (text.indexOf('::') !== text.lastIndexOf('::')) return `multiple :: in address${at(text.slice(text.lastIndexOf('::')).slice(1))}`;
  const fields = text.split(':');
  if (fields.some((field) => field.length > 4 && !field.includes('.'))) return 'each group must have 4 or fewer digits';
  if (fields.length > 8) return `trailing garbage after address${at(fields.slice(8).join(':'))}`;
  return text.endsWith(':') ? 'colon must be followed by more characters (at ":")' : 'address string too short';
}

/** What Go's netip.ParseAddr has against it. */
function addressProblem(text: string): string | undefined {
  const failed = (why: string): string => `ParseAddr(${goQuote(text)}): ${why}`;
  if (!/[.:%]/.test(text)) return failed('unable to parse IP');
  if (text.includes(':')) return ipaddr.IPv6.isValid(text.replace(/%.*$/, '')) ? undefined : failed(ipv6Problem(text));
  const fields = text.split('.');
  const stray = /[^0-9.]/.exec(text)?.[0];
  if (stray !== undefined) return `ParseAddr(${goQuote(text)}): unexpected character (at ${goQuote(text.slice(text.indexOf(stray)))})`;
  if (fields.some((field) => field.length > 1 && field.startsWith('0'))) return failed('IPv4 field has octet with leading zero');
  if (fields.some((field) => Number(field) > 255)) return failed('IPv4 field has value >255');
  if (fields.some((field) => field === '')) return failed('IPv4 field must have at least one digit');
  if (fields.length !== 4) return failed(fields.length < 4 ? 'IPv4 address too short' : 'IPv4 address too long');
  return undefined;
}

function readIp(text: string): CelIp | CelError {
  const problem = addressProblem(text);
  if (problem !== undefined) return new CelError(`IP Address ${goQuote(text)} parse error during conversion from string: ${problem}`);
  if (text.includes('%')) return new CelError(`IP address ${goQuote(text)} with zone value is not allowed`);
  const address = ipaddr.parse(text);
  if (isMapped(address)) return new CelError(`IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`);
  return new CelIp(address);
}

function isMapped(address: Address): boolean {
  return address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress();
}

function readCidr(text: string): CelCidr | CelError {
  const failed = (why: string): CelError =>
    new CelError(
      `network address parse error during conversion from string: network address parse error during conversion from string: netip.ParsePrefix(${goQuote(text)}): ${why}`,
    );
  const slash = text.lastIndexOf('/');
  if (slash < 0) return failed("no '/'");
  const [before, after] = [text.slice(0, slash), text.slice(slash + 1)];
  const problem = addressProblem(before);
  if (problem !== undefined) return failed(problem);
  if (before.includes('%')) return failed('IPv6 zones cannot be present in a prefix');
  if (!/^(?:0|[1-9]\d*)$/.test(after)) return failed(`bad bits after slash: ${goQuote(after)}`);
  const address = ipaddr.parse(before);
  if (Number(after) > address.toByteArray().length * 8) return failed('prefix length out of range');
  if (isMapped(address)) {
    return new CelError(
      `network address parse error during conversion from string: IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`,
    );
  }
  return new CelCidr(address, Number(after));
}

function inRange(...ranges: readonly string[]): (ip: CelIp) => Value {
  return ({ address }) => ranges.includes(address.range());
}

function isLinkLocalMulticast({ address }: CelIp): boolean {
  const bytes = address.toByteArray();
  return address.kind() === 'ipv4'
    ? bytes[0] === 224 && bytes[1] === 0 && bytes[2] === 0
    : bytes[0] === 0xff && ((bytes[1] ?? 0) & 15) === 2;
}

function isGlobalUnicast({ address }: CelIp): boolean {
  return !['unspecified', 'loopback', 'linkLocal', 'multicast', 'broadcast'].includes(address.range());
}

function contains({ address, bits }: CelCidr, other: Address): boolean {
  return address.kind() === other.kind() && (other as ipaddr.IPv4).match(address as ipaddr.IPv4, bits);
}

function holdsIp(range: CelCidr, ip: Value): Value {
  const read = typeof ip === 'string' ? readIp(ip) : (ip as CelIp);
  return read instanceof CelError ? read : contains(range, read.address);
}

function holdsRange(range: CelCidr, other: Value): Value {
  const read = typeof other === 'string' ? readCidr(other) : (other as CelCidr);
  return read instanceof CelError ? read : read.bits >= range.bits && contains(range, read.address);
}

function masked({ address, bits }: CelCidr): Value {
  const bytes = address.toByteArray().map((byte, index) => byte & (0xff00 >> Math.max(0, Math.min(8, bits - index * 8))) & 0xff);
  return new CelCidr(ipaddr.fromByteArray(bytes), bits);
}

/** Two lists of bytes are compared, and a text is read before. */
function compares(times: number, more: number): (args: readonly Value[]) => number {
  return ([range, other]) => {
    const size = (range as CelCidr).size;
    return characters(size * 2) + (times > 2 ? characters(size) : 0) + more + (typeof other === 'string' ? characters(other.length) : 0);
  };
}

const ADDRESS_FUNCTIONS: readonly Overload[] = [
  overload(`ip(string): ${IP}`, readIp, traverses(0)),
  overload('isIP(string): bool', (text: string) => readIp(text) instanceof CelIp, traverses(0)),
  overload(
    'ip.isCanonical(string): bool',
    (text: string) => {
      const read = readIp(text);
      return read instanceof CelError ? read : addressText(read.address) === text;
    },
    traverses(0, 2),
  ),
  overload(`string(${IP}): string`, ({ address }: CelIp) => addressText(address)),
  overload(`(${IP}).family(): int`, ({ address }: CelIp) => (address.kind() === 'ipv4' ? 4n : 6n)),
  overload(`(${IP}).isUnspecified(): bool`, inRange('unspecified')),
  overload(`(${IP}).isLoopback(): bool`, inRange('loopback')),
  overload(`(${IP}).isLinkLocalMulticast(): bool`, isLinkLocalMulticast),
  overload(`(${IP}).isLinkLocalUnicast(): bool`, inRange('linkLocal')),
  overload(`(${IP}).isGlobalUnicast(): bool`, isGlobalUnicast),
  overload(`cidr(string): ${CIDR}`, readCidr, traverses(0)),
  overload('isCIDR(string): bool', (text: string) => readCidr(text) instanceof CelCidr, traverses(0)),
  overload(`string(${CIDR}): string`, ({ address, bits }: CelCidr) => `${addressText(address)}/${bits}`),
  overload(`(${CIDR}).containsIP(string): bool`, holdsIp, compares(2, 0)),
  overload(`(${CIDR}).containsIP(${IP}): bool`, holdsIp, compares(2, 0)),
  overload(`(${CIDR}).containsCIDR(string): bool`, holdsRange, compares(3, 1)),
  overload(`(${CIDR}).containsCIDR(${CIDR}): bool`, holdsRange, compares(3, 1)),
  overload(`(${CIDR}).ip(): ${IP}`, ({ address }: CelCidr) => new CelIp(address)),
  overload(`(${CIDR}).prefixLength(): int`, ({ bits }: CelCidr) => BigInt(bits)),
  overload(`(${CIDR}).masked(): ${CIDR}`, masked),
];

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

class CelUrl extends CelObject {
  readonly typeName = URL_TYPE;
  readonly text: string;
  readonly parts: UrlParts;

  constructor(text: string, parts: UrlParts) {
    super();
    this.text = text;
    this.parts = parts;
  }

  equals(other: CelObject): boolean {
    return other instanceof CelUrl && other.text === this.text;
  }
}

const WHOLE_URL = /^([a-zA-Z][a-zA-Z0-9+.-]*):(?:\/\/(?:[^@/?#]*@)?([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?$/;
const PATH_ONLY = /^()()(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/;

function readUrl(text: string): CelUrl | CelError {
  const failed = (why: string): CelError => new CelError(`URL parse error during conversion from string: parse ${goQuote(text)}: ${why}`);
  if (text === '') return failed('empty url');
  if (Array.from(text).some(isControl)) return failed('net/url: invalid control character in URL');
  if (text.startsWith(':')) return failed('missing protocol scheme');
  const match = WHOLE_URL.exec(text) ?? PATH_ONLY.exec(text);
  if (match === null) return failed('invalid URI for request');
  const [, scheme = '', host = '', path = '', query = ''] = match;
  const badEscape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(path + host)?.[0];
  if (badEscape !== undefined) return failed(`invalid URL escape ${goQuote(badEscape)}`);
  const stray = /[ "<>^`{|}\\]/.exec(host)?.[0];
  if (stray !== undefined) return failed(`invalid character ${goQuote(stray)} in host name`);
  const badPort = /:([^:\]]*)$/.exec(host)?.[1];
  if (badPort !== undefined && !/^\d*$/.test(badPort)) return failed(`invalid port ${goQuote(`:${badPort}`)} after host`);
  if (!text.includes('://') && !path.startsWith('/')) return failed('invalid URI for request');
  return new CelUrl(text, { scheme: scheme.toLowerCase(), host, path, query });
}

function isControl(character: string): boolean {
  return character < ' ' || character === '\x7f';
}

function portOf(host: string): string {
  return /:(\d*)$/.exec(host)?.[1] ?? '';
}

function hostnameOf(host: string): string {
  return host.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1');
}

function queryMap(query: string): Value {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';')) continue;
    const [key = '', value = ''] = pair.split(/=(.*)/s).map(unescaped);
    const known = values.get(key);
    if (known === undefined) values.set(key, [value]);
    else known.push(value);
  }
  const map = new KeyedMap();
  for (const [key, list] of values) map.add(key, list);
  return map;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const URL_FUNCTIONS: readonly Overload[] = [
  overload(`url(string): ${URL_TYPE}`, readUrl, traverses(0)),
  overload('isURL(string): bool', (text: string) => readUrl(text) instanceof CelUrl),
  overload(`(${URL_TYPE}).getScheme(): string`, ({ parts }: CelUrl) => parts.scheme),
  overload(`(${URL_TYPE}).getHost(): string`, ({ parts }: CelUrl) => parts.host),
  overload(`(${URL_TYPE}).getHostname(): string`, ({ parts }: CelUrl) => hostnameOf(parts.host)),
  overload(`(${URL_TYPE}).getPort(): string`, ({ parts }: CelUrl) => portOf(parts.host)),
  overload(`(${URL_TYPE}).getEscapedPath(): string`, ({ parts }: CelUrl) => escapedPath(parts.path)),
  overload(`(${URL_TYPE}).getQuery(): map<string, list<string>>`, ({ parts }: CelUrl) => queryMap(parts.query)),
];

/** What may not stand in a path is escaped; what is escaped already stays. */
function escapedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@/%[\]]/gu, (sign) => encodeURIComponent(sign));
}

export const ADDRESSES: readonly Overload[] = [...ADDRESS_FUNCTIONS, ...URL_FUNCTIONS];
