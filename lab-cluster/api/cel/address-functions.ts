// Kubernetes' CEL functions on IP addresses, ranges and URLs. Models apiserver/pkg/cel/library/{ip,cidr,urls}.go.
import type { Environment } from '@marcbachmann/cel-js';
import ipaddr from 'ipaddr.js';

type Address = ReturnType<typeof ipaddr.parse>;

class CelIp {
  readonly address: Address;

  constructor(address: Address) {
    this.address = address;
  }
}

class CelCidr {
  readonly address: Address;
  readonly bits: number;

  constructor(address: Address, bits: number) {
    this.address = address;
    this.bits = bits;
  }
}

class CelUrl {
  readonly parts: readonly string[];

  constructor(parts: readonly string[]) {
    this.parts = parts;
  }
}

const IP = 'net.IP';
const CIDR = 'net.CIDR';
const URL_TYPE = 'kubernetes.URL';

export function addAddressFunctions(env: Environment): void {
  env.registerType(IP, { ctor: CelIp, fields: {} });
  env.registerType(CIDR, { ctor: CelCidr, fields: {} });
  addIps(env);
  addRanges(env);
  addUrls(env);
}

function readIp(text: string): CelIp {
  if (!ipaddr.isValid(text) || (!text.includes(':') && text.split('.').length !== 4)) {
    throw new Error(`IP Address ${JSON.stringify(text)} parse error during conversion from string`);
  }
  return new CelIp(ipaddr.parse(text));
}

function readCidr(text: string): CelCidr {
  if (!ipaddr.isValidCIDR(text))
    throw new Error(`network address parse error during conversion from string: invalid CIDR address: ${text}`);
  const [address, bits] = ipaddr.parseCIDR(text);
  return new CelCidr(address, bits);
}

function succeeds(read: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      read(text);
      return true;
    } catch {
      return false;
    }
  };
}

function addIps(env: Environment): void {
  env.registerFunction(`ip(string): ${IP}`, readIp);
  env.registerFunction('isIP(string): bool', succeeds(readIp));
  env.registerFunction(`${IP}.family(): int`, ({ address }: CelIp) => (address.kind() === 'ipv4' ? 4n : 6n));
  const ranged = (name: string, ranges: readonly string[]): void => {
    env.registerFunction(`${IP}.${name}(): bool`, ({ address }: CelIp) => ranges.includes(address.range()));
  };
  ranged('isUnspecified', ['unspecified']);
  ranged('isLoopback', ['loopback']);
  ranged('isLinkLocalUnicast', ['linkLocal']);
  env.registerFunction(
    `${IP}.isGlobalUnicast(): bool`,
    ({ address }: CelIp) => !['unspecified', 'loopback', 'linkLocal', 'multicast', 'broadcast'].includes(address.range()),
  );
}

function addRanges(env: Environment): void {
  env.registerFunction(`cidr(string): ${CIDR}`, readCidr);
  env.registerFunction('isCIDR(string): bool', succeeds(readCidr));
  const contains = ({ address, bits }: CelCidr, other: Address): boolean =>
    address.kind() === other.kind() && (other as ipaddr.IPv4).match(address as ipaddr.IPv4, bits);
  env.registerFunction(`${CIDR}.containsIP(${IP}): bool`, (range: CelCidr, { address }: CelIp) => contains(range, address));
  env.registerFunction(`${CIDR}.containsIP(string): bool`, (range: CelCidr, text: string) => contains(range, readIp(text).address));
  const holds = (range: CelCidr, other: CelCidr): boolean => other.bits >= range.bits && contains(range, other.address);
  env.registerFunction(`${CIDR}.containsCIDR(${CIDR}): bool`, holds);
  env.registerFunction(`${CIDR}.containsCIDR(string): bool`, (range: CelCidr, text: string) => holds(range, readCidr(text)));
  env.registerFunction(`${CIDR}.ip(): ${IP}`, ({ address }: CelCidr) => new CelIp(address));
  env.registerFunction(`${CIDR}.prefixLength(): int`, ({ bits }: CelCidr) => BigInt(bits));
}

/** scheme, host with port, path, query. */
const URL_SHAPE = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\/(?:[^@/?#]*@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#.*)?$/;

function readUrl(text: string): CelUrl {
  const match = URL_SHAPE.exec(text) ?? /^()()(\/[^?#]*)(?:\?([^#]*))?(?:#.*)?$/.exec(text);
  if (match === null)
    throw new Error(`URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`);
  return new CelUrl(match.slice(1).map((part) => part ?? ''));
}

function addUrls(env: Environment): void {
  env.registerType(URL_TYPE, { ctor: CelUrl, fields: {} });
  env.registerFunction(`url(string): ${URL_TYPE}`, readUrl);
  env.registerFunction('isURL(string): bool', succeeds(readUrl));
  const host = (url: CelUrl): readonly [string, string] => {
    const [, name = '', port = ''] = /^(.*?)(?::(\d+))?$/.exec(url.parts[1] ?? '') ?? [];
    return [name.replace(/^\[(.*)\]$/, '$1'), port];
  };
  env.registerFunction(`${URL_TYPE}.getScheme(): string`, ({ parts }: CelUrl) => parts[0] ?? '');
  env.registerFunction(`${URL_TYPE}.getHost(): string`, ({ parts }: CelUrl) => parts[1] ?? '');
  env.registerFunction(`${URL_TYPE}.getHostname(): string`, (url: CelUrl) => host(url)[0]);
  env.registerFunction(`${URL_TYPE}.getPort(): string`, (url: CelUrl) => host(url)[1]);
  env.registerFunction(`${URL_TYPE}.getEscapedPath(): string`, ({ parts }: CelUrl) => parts[2] ?? '');
}
