// IP addresses and ranges as Go reads and prints them, and what Kubernetes says of those it does not like.
// Models apimachinery/pkg/util/validation/ip.go and k8s.io/utils/net.

export interface Ip {
  readonly family: 4 | 6;
  /** 4 or 16 numbers, most significant first. An IPv4 address written inside an IPv6 one is an IPv4 address, as in Go. */
  readonly bytes: readonly number[];
}

export interface Cidr {
  readonly ip: Ip;
  readonly bits: number;
}

const NO_PROBLEMS: readonly string[] = [];
const NO_IP = ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
const NO_CIDR = ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
const MAPPED_PREFIX = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];

/** Leading zeros are read over, as Go once did. */
export function parseIp(text: string): Ip | undefined {
  if (!text.includes(':')) {
    const bytes = parseOctets(text);
    return bytes === undefined ? undefined : { family: 4, bytes };
  }
  const bytes = parseGroups(text);
  if (bytes === undefined) return undefined;
  return MAPPED_PREFIX.every((byte, index) => bytes[index] === byte) ? { family: 4, bytes: bytes.slice(12) } : { family: 6, bytes };
}

export function parseCidr(text: string): Cidr | undefined {
  const [address = '', bits = '', ...rest] = text.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  const ip = parseIp(address);
  if (ip === undefined) return undefined;
  const longest = address.includes(':') ? 128 : 32;
  if (Number(bits) > longest) return undefined;
  return { ip, bits: Number(bits) };
}

/** The address as Go prints it: no leading zeros, the longest run of zero groups left out. */
export function printIp({ family, bytes }: Ip): string {
  if (family === 4) return bytes.join('.');
  const groups: number[] = [];
  for (let index = 0; index < 16; index += 2) groups.push(((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0));
  let start = -1;
  let length = 1;
  for (let from = 0; from < groups.length; from++) {
    let to = from;
    while (to < groups.length && groups[to] === 0) to++;
    if (to - from > length) {
      start = from;
      length = to - from;
    }
    if (to > from) from = to;
  }
  const hex = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  return start < 0 ? hex(groups) : `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

/** The range itself: bits beyond the prefix are zero. */
export function printCidr(cidr: Cidr): string {
  return `${printIp(masked(cidr))}/${cidr.bits}`;
}

export function cidrContains(range: Cidr, ip: Ip): boolean {
  if (range.ip.family !== ip.family) return false;
  const inside = masked({ ip, bits: range.bits }).bytes;
  return masked(range).bytes.every((byte, index) => byte === inside[index]);
}

function isSameIp(one: Ip, other: Ip): boolean {
  return one.family === other.family && one.bytes.every((byte, index) => byte === other.bytes[index]);
}

/** For fields that are older than strictness: whatever Go can read. */
export function legacyIp(value: string): readonly string[] {
  return parseIp(value) === undefined ? NO_IP : NO_PROBLEMS;
}

export function legacyCidr(value: string): readonly string[] {
  return parseCidr(value) === undefined ? NO_CIDR : NO_PROBLEMS;
}

/** For new fields: one spelling only. */
export function strictIp(value: string): readonly string[] {
  const ip = parseIp(value);
  if (ip === undefined) return NO_IP;
  if (hasLeadingZeros(value)) return ['must not have leading 0s'];
  if (isMapped(value, ip)) return ['must not be an IPv4-mapped IPv6 address'];
  const canonical = printIp(ip);
  return value === canonical ? NO_PROBLEMS : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

export function strictCidr(value: string): readonly string[] {
  const cidr = parseCidr(value);
  if (cidr === undefined) return NO_CIDR;
  const [address = '', bits = ''] = value.split('/');
  if (hasLeadingZeros(address) || /^0\d/.test(bits)) return ['must not have leading 0s in IP or prefix length'];
  if (isMapped(address, cidr.ip)) return ['must not have an IPv4-mapped IPv6 address'];
  if (!isSameIp(masked(cidr), cidr.ip)) return ['must not have bits set beyond the prefix length'];
  const canonical = printCidr(cidr);
  return value === canonical ? NO_PROBLEMS : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

/** Addresses that mean the asker itself, its link or nothing at all. Models ValidateNonSpecialIP. */
export function specialIp(value: string): readonly string[] {
  const ip = parseIp(value);
  if (ip === undefined) return ['must be a valid IP address'];
  const { family, bytes } = ip;
  const [first = 0, second = 0, third = 0] = bytes;
  const problems: string[] = [];
  if (bytes.every((byte) => byte === 0)) problems.push(`may not be unspecified (${value})`);
  const loopback = family === 4 ? first === 127 : bytes.every((byte, index) => byte === (index === 15 ? 1 : 0));
  if (loopback) problems.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  const linkLocal = family === 4 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80;
  if (linkLocal) problems.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  const multicast = family === 4 ? first === 224 && second === 0 && third === 0 : first === 0xff && (second & 0x0f) === 0x02;
  if (multicast) problems.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  return problems;
}

/** What is accepted in an old field but should be written otherwise. Models GetWarningsForIP. */
export function warningsOfIp(field: string, value: string): readonly string[] {
  const ip = parseIp(value);
  if (ip === undefined) return NO_PROBLEMS;
  const canonical = JSON.stringify(printIp(ip));
  const text = JSON.stringify(value);
  if (hasLeadingZeros(value) || isMapped(value, ip)) return [`${field}: non-standard IP address ${text} is invalid: use ${canonical}`];
  if (ip.family === 6 && canonical !== text)
    return [`${field}: IPv6 address ${text} should be in RFC 5952 canonical format (${canonical})`];
  return NO_PROBLEMS;
}

/** Models GetWarningsForCIDR. */
export function warningsOfCidr(field: string, value: string): readonly string[] {
  const cidr = parseCidr(value);
  if (cidr === undefined) return NO_PROBLEMS;
  const [address = '', bits = ''] = value.split('/');
  const warnings: string[] = [];
  const text = JSON.stringify(value);
  const canonical = JSON.stringify(printCidr(cidr));
  if (!isSameIp(masked(cidr), cidr.ip)) {
    const single = JSON.stringify(`${printIp(cidr.ip)}/${cidr.ip.family === 4 ? 32 : 128}`);
    warnings.push(`${field}: CIDR value ${text} is ambiguous in this context (should be ${canonical} or ${single}?)`);
  }
  if (hasLeadingZeros(address) || /^0\d/.test(bits) || isMapped(address, cidr.ip)) {
    warnings.push(`${field}: non-standard CIDR value ${text} is invalid: use ${canonical}`);
  }
  if (warnings.length === 0 && cidr.ip.family === 6 && canonical !== text) {
    warnings.push(`${field}: IPv6 CIDR value ${text} should be in RFC 5952 canonical format (${canonical})`);
  }
  return warnings;
}

function masked({ ip, bits }: Cidr): Ip {
  const bytes = ip.bytes.map((byte, index) => {
    const kept = Math.max(0, Math.min(8, bits - index * 8));
    return byte & (0xff00 >> kept) & 0xff;
  });
  return { family: ip.family, bytes };
}

function hasLeadingZeros(text: string): boolean {
  const quad = text.slice(text.lastIndexOf(':') + 1);
  return quad.includes('.') && quad.split('.').some((octet) => /^0\d/.test(octet));
}

function isMapped(text: string, ip: Ip): boolean {
  return ip.family === 4 && text.includes(':');
}

function parseOctets(text: string): readonly number[] | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d+$/.test(octet) && Number(octet) <= 255)) return undefined;
  return octets.map(Number);
}

function parseGroups(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || text.includes(':::')) return undefined;
  const [left, right] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const head = bytesOf(left ?? []);
  const tail = bytesOf(right ?? []);
  if (head === undefined || tail === undefined) return undefined;
  const given = head.length + tail.length;
  if (halves.length === 1) return given === 16 ? head : undefined;
  return given > 14 ? undefined : [...head, ...new Array<number>(16 - given).fill(0), ...tail];
}

function bytesOf(groups: readonly string[]): readonly number[] | undefined {
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (group.includes('.') && index === groups.length - 1) {
      const quad = parseOctets(group);
      if (quad === undefined) return undefined;
      bytes.push(...quad);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else return undefined;
  }
  return bytes;
}
