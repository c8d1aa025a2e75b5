// Where in the YAML a server's refusal is underlined.
import { expect, test } from 'vitest';
import type { Status } from '../../lab-cluster/index.ts';
import { refusedProblems } from './refused-problems.ts';

const text = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: first
      image: nginx
    - name: second
      image: nginx
      command: [sleep]
`;

function refusal(causes: readonly { reason: string; message: string; field: string }[], message = 'no'): Status {
  const details = causes.length === 0 ? {} : { details: { causes } };
  return { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', reason: 'Invalid', message, code: 422, ...details };
}

const underlined = (status: Status): readonly string[] =>
  refusedProblems(text, status).map(({ start, end, message }) => `${text.slice(start, end)} | ${message}`);

test('each cause stands at its own field, lists by index', () => {
  const causes = [
    { reason: 'FieldValueInvalid', message: 'Invalid value: "nginx": too old', field: 'spec.containers[1].image' },
    { reason: 'FieldValueForbidden', message: 'Forbidden: not here', field: 'spec.containers[1].command' },
    { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers[0].resources.limits' },
  ];
  expect(underlined(refusal(causes))).toEqual([
    'nginx | spec.containers[1].image: Invalid value: "nginx": too old',
    'command | spec.containers[1].command: Forbidden: not here',
    '- name: first | spec.containers[0].resources.limits: Required value'.replace('- ', ''),
  ]);
});

test('a refusal without causes stands at the name', () => {
  const message = 'pods "web" is forbidden: exceeded quota: small';
  expect(underlined(refusal([], message))).toEqual([`web | ${message}`]);
});

test('a text that cannot be read any more still gets one line', () => {
  expect(refusedProblems('{', refusal([], 'no'))).toHaveLength(1);
});
