// A Secret's data, by the rules of its type.
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const CORE = '/api/v1/namespaces/default';

const lab = createApiLab();
const refusal = (path: string, object: object): string => refusalOf(lab.post(path, object));
const base64 = (text: string): string => btoa(text);

describe('a Secret with passwords for registries', () => {
  const secret = (text: string | undefined): object => ({
    metadata: { name: 's' },
    type: 'kubernetes.io/dockerconfigjson',
    data: text === undefined ? { other: '' } : { '.dockerconfigjson': base64(text) },
  });

  it.each([
    [undefined, 'Required value'],
    ['', 'Invalid value: "<secret contents redacted>": unexpected end of JSON input'],
    ['user:pass', 'Invalid value: "<secret contents redacted>": invalid character \'u\' looking for beginning of value'],
    ['[]', 'Invalid value: "<secret contents redacted>": json: cannot unmarshal array into Go value of type map[string]interface {}'],
  ])('holds JSON: %j', (text, rule) => {
    expect(refusal(`${CORE}/secrets`, secret(text))).toBe(`Secret "s" is invalid: data[.dockerconfigjson]: ${rule}`);
  });

  it('may hold nothing in it', () => {
    expect(lab.post(`${CORE}/secrets`, secret('{}'), { dryRun: 'All' }).code).toBe(201);
  });
});
