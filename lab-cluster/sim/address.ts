// IPv4 addresses and ranges as numbers: just enough for routing and packet rules. It knows nothing of who hands them out.

/** `10.0.0.11` as an unsigned 32-bit number; undefined when it is not an IPv4 address. */
function parseAddress(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    const byte = Number(part);
    if (part === '' || !Number.isInteger(byte) || byte < 0 || byte > 255) return undefined;
    value = value * 256 + byte;
  }
  return value;
}

export function formatAddress(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}

/** A range of addresses: first address and how many. */
export interface AddressRange {
  readonly first: number;
  readonly size: number;
}

/** `10.244.1.0/24`, or a single address as a range of one; undefined when it is neither. */
export function parseRange(text: string): AddressRange | undefined {
  const [base = '', bits] = text.split('/');
  const value = parseAddress(base);
  const length = bits === undefined ? 32 : Number(bits);
  if (value === undefined || bits === '' || !Number.isInteger(length) || length < 0 || length > 32) return undefined;
  const size = 2 ** (32 - length);
  return { first: value - (value % size), size };
}

/** Whether `address` lies in the range written as `cidr`. False when either cannot be read. */
export function isInRange(address: string, cidr: string): boolean {
  const value = parseAddress(address);
  const range = parseRange(cidr);
  return value !== undefined && range !== undefined && value >= range.first && value < range.first + range.size;
}
