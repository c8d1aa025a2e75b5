// Endpoints and EndpointSlices: which addresses they may hold.
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const CORE = '/api/v1/namespaces/default';
const SLICES = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';

const lab = createApiLab();
const refusal = (path: string, object: object): string => refusalOf(lab.post(path, object));

describe('Endpoints and EndpointSlices', () => {
  const subset = (ip: string): object => ({ metadata: { name: 'e' }, subsets: [{ addresses: [{ ip }], ports: [{ port: 80 }] }] });
  const slice = (addressType: string, address: string): object => ({
    metadata: { name: 's' },
    addressType,
    endpoints: [{ addresses: [address] }],
  });

  it.each([
    ['0.0.0.0', 'may not be unspecified (0.0.0.0)'],
    ['::', 'may not be unspecified (::)'],
    ['127.1.2.3', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ['fe80::1', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
    ['ff02::1', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
  ])('hold no address that means the asker: %s', (ip, rule) => {
    const value = JSON.stringify(ip);
    expect(refusal(`${CORE}/endpoints`, subset(ip))).toBe(
      `Endpoints "e" is invalid: subsets[0].addresses[0].ip: Invalid value: ${value}: ${rule}`,
    );
    expect(refusal(SLICES, slice(ip.includes(':') ? 'IPv6' : 'IPv4', ip))).toBe(
      `EndpointSlice.discovery.k8s.io "s" is invalid: endpoints[0].addresses[0]: Invalid value: ${value}: ${rule}`,
    );
  });

  it('take addresses that are written as they once were', () => {
    const answer = lab.post(`${CORE}/endpoints`, subset('010.001.1.1'));
    expect([answer.code, answer.warnings?.[1]]).toEqual([
      201,
      'subsets[0].addresses[0].ip: non-standard IP address "010.001.1.1" is invalid: use "10.1.1.1"',
    ]);
  });

  it('hold addresses of their family', () => {
    expect(refusal(SLICES, slice('IPv6', '10.0.0.1'))).toContain('Invalid value: "10.0.0.1": must be an IPv6 address');
    expect(refusal(SLICES, slice('IPv4', '10.0.0'))).toMatch(
      /is invalid: endpoints\[0\]\.addresses\[0\]: Invalid value: "10\.0\.0": must be a valid IP address, \(e\.g\. 10\.9\.8\.7 or 2001:db8::ffff\)$/,
    );
  });
});
