// How addresses and ranges are read, printed and criticised.
import { describe, expect, it } from 'vitest';
import {
  cidrContains,
  legacyCidr,
  legacyIp,
  parseCidr,
  parseIp,
  printCidr,
  printIp,
  specialIp,
  strictCidr,
  strictIp,
  warningsOfCidr,
  warningsOfIp,
} from './ip.ts';

const printed = (text: string): string | undefined => {
  const ip = parseIp(text);
  return ip === undefined ? undefined : printIp(ip);
};

describe('an address', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['010.000.0.01', '10.0.0.1'],
    ['::', '::'],
    ['::1', '::1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['fe80::1.2.3.4', 'fe80::102:304'],
    ['256.0.0.1', undefined],
    ['1.2.3', undefined],
    ['1:2:3', undefined],
    ['1::2::3', undefined],
    ['', undefined],
  ])('%s is read as %s', (text, expected) => {
    expect(printed(text)).toBe(expected);
  });

  it('is held to one spelling in new fields', () => {
    expect(strictIp('10.0.0.1')).toEqual([]);
    expect(strictIp('010.0.0.1')).toEqual(['must not have leading 0s']);
    expect(strictIp('::ffff:1.2.3.4')).toEqual(['must not be an IPv4-mapped IPv6 address']);
    expect(strictIp('2001:DB8::1')).toEqual(['must be in canonical form ("2001:db8::1")']);
    expect(legacyIp('010.0.0.1')).toEqual([]);
    expect(legacyIp('nope')).toEqual(['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']);
  });

  it('that means oneself or nothing is no endpoint', () => {
    expect(specialIp('0.0.0.0')).toEqual(['may not be unspecified (0.0.0.0)']);
    expect(specialIp('127.9.9.9')).toEqual(['may not be in the loopback range (127.0.0.0/8, ::1/128)']);
    expect(specialIp('fe80::1')).toEqual(['may not be in the link-local range (169.254.0.0/16, fe80::/10)']);
    expect(specialIp('224.0.0.7')).toEqual(['may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)']);
    expect(specialIp('10.0.0.1')).toEqual([]);
  });
});

describe('a range', () => {
  it('is printed without what lies beyond its prefix', () => {
    expect(printCidr(parseCidr('10.1.2.3/12') as never)).toBe('10.0.0.0/12');
    expect(printCidr(parseCidr('2001:db8::ff/120') as never)).toBe('2001:db8::/120');
  });

  it('contains what shares its prefix', () => {
    const range = parseCidr('10.96.0.0/12') as never;
    expect(cidrContains(range, parseIp('10.111.255.255') as never)).toBe(true);
    expect(cidrContains(range, parseIp('10.112.0.0') as never)).toBe(false);
    expect(cidrContains(range, parseIp('::1') as never)).toBe(false);
  });

  it('is held to one spelling in new fields', () => {
    expect(strictCidr('10.0.0.0/8')).toEqual([]);
    expect(strictCidr('10.0.0.1/8')).toEqual(['must not have bits set beyond the prefix length']);
    expect(strictCidr('10.0.0.0/08')).toEqual(['must not have leading 0s in IP or prefix length']);
    expect(legacyCidr('10.0.0.1/8')).toEqual([]);
    expect(legacyCidr('10.0.0.0')).toEqual(['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']);
  });
});

describe('an old field', () => {
  it('warns of spellings that others may read otherwise', () => {
    expect(warningsOfIp('f', '010.0.0.1')).toEqual(['f: non-standard IP address "010.0.0.1" is invalid: use "10.0.0.1"']);
    expect(warningsOfIp('f', '10.0.0.1')).toEqual([]);
    expect(warningsOfCidr('f', '10.0.0.1/8')).toEqual([
      'f: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)',
    ]);
  });
});
