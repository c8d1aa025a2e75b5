// A message names the first reason, and stays short whatever was refused.
import { describe, expect, test } from 'vitest';
import type { Status } from '../../lab-cluster/index.ts';
import type { Outcome } from '../../lab-cluster/kubectl/apply.ts';
import { refusal } from '../../lab-cluster/kubectl/kubectl-words.ts';
import { told } from './told.ts';

const done = (name: string): Outcome => ({ ok: true, lines: [`configmap/${name} created`], change: 'created' });

function refused(...causes: readonly (readonly [field: string, message: string])[]): Outcome {
  const details = { kind: 'Deployment', name: 'web', causes: causes.map(([field, message]) => ({ field, message })) };
  const status = { kind: 'Status', status: 'Failure', code: 422, reason: 'Invalid', message: 'whole', details } as unknown as Status;
  return { ok: false, lines: [refusal(status)], change: 'failed', status };
}

describe('a message', () => {
  const immutable = ['spec.selector', 'Invalid value: {}: field is immutable'] as const;

  test('of a refusal names its first reason in the words of the server, and counts the others', () => {
    expect(told([refused(immutable)])).toBe('The Deployment "web" is invalid: spec.selector: Invalid value: {}: field is immutable');
    const two = refused(immutable, ['spec.replicas', 'Invalid value: -1: must be greater than or equal to 0']);
    expect(told([two])).toBe('The Deployment "web" is invalid: spec.selector: Invalid value: {}: field is immutable (and 1 more reason)');
  });

  test('says a reason once that the server gives twice', () => {
    expect(told([refused(immutable, immutable)])).toMatch(/immutable$/);
  });

  test('keeps the field and the rule of a reason that quotes a whole object', () => {
    const text = told([refused(['spec', `Forbidden: may not change fields other than image ${'x'.repeat(5000)} end of the rule`])]);
    expect(text).toMatch(
      /^The Deployment "web" is invalid: spec: Forbidden: may not change fields other than image x+ … x+ end of the rule$/,
    );
    expect(text.length).toBeLessThan(220);
  });

  test('is as kubectl prints it where nothing was invalid, warnings left out', () => {
    const warned: Outcome = { ok: true, lines: ['Warning: deprecated', 'pod/a created'], change: 'created' };
    expect(told([warned])).toBe('pod/a created');
    expect(told([done('a'), done('b'), done('c'), done('d'), done('e')])).toBe(
      'configmap/a created · configmap/b created · configmap/c created … and 2 more',
    );
  });
});
