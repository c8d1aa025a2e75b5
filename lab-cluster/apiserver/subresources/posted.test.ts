// Bodies of subresources are read as strictly as objects: unknown fields are told of or refused, wrong types always are.
import { expect, test } from 'vitest';
import { refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const lab = createApiLab();
const CORE = '/api/v1/namespaces/default';
for (const name of ['default', 'robot']) lab.post(`${CORE}/serviceaccounts`, { metadata: { name } });
lab.post(`${CORE}/pods`, { metadata: { name: 'web' }, spec: { containers: [{ name: 'c', image: 'i' }] } });

test.each([
  ['serviceaccounts/robot/token', { spec: { audience: 'vault' } }, 'TokenRequest', 'spec.audience'],
  ['pods/web/eviction', { metadata: { name: 'web' }, deleteOption: {} }, 'Eviction', 'deleteOption'],
  ['pods/web/binding', { metadata: { name: 'web' }, target: { name: 'oak', node: 'elm' } }, 'Binding', 'target.node'],
])('a field that %s does not know', (path, body, kind, field) => {
  const post = (fieldValidation: string) => lab.post(`${CORE}/${path}`, body, { fieldValidation, dryRun: 'All' });
  expect(refusalOf(post('Strict'))).toBe(
    `${kind} in version "v1" cannot be handled as a ${kind}: strict decoding error: unknown field "${field}"`,
  );
  expect(post('Warn')).toMatchObject({ code: 201, warnings: [`unknown field "${field}"`] });
  expect(post('Ignore').warnings).toBeUndefined();
});

test('a value of another type', () => {
  expect(refusalOf(lab.post(`${CORE}/serviceaccounts/robot/token`, { spec: { expirationSeconds: 'long' } }))).toBe(
    'TokenRequest in version "v1" cannot be handled as a TokenRequest: json: cannot unmarshal string into Go struct field TokenRequestSpec.spec.expirationSeconds of type int64',
  );
  expect(
    refusalOf(lab.post(`${CORE}/pods/web/eviction`, { metadata: { name: 'web' }, deleteOptions: { gracePeriodSeconds: '5' } })),
  ).toContain('gracePeriodSeconds of type int64');
});

test('another kind of body', () => {
  const answer = lab.post(`${CORE}/pods/web/binding`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } });
  expect(answer.code).toBe(400);
});
