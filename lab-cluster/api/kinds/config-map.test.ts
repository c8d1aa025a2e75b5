// A ConfigMap's size, and how often its metadata is looked at.
import { describe, expect, it } from 'vitest';
import { causesOf, refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const CORE = '/api/v1/namespaces/default';

const lab = createApiLab();
const refusal = (path: string, object: object): string => refusalOf(lab.post(path, object));

describe('a ConfigMap', () => {
  const map = (letter: string, count: number): object => ({ metadata: { name: 'm' }, data: { a: letter.repeat(count) } });
  const MIB = 1024 * 1024;

  it('is measured in bytes', () => {
    expect(lab.post(`${CORE}/configmaps`, map('a', MIB), { dryRun: 'All' }).code).toBe(201);
    for (const [letter, bytes] of [
      ['é', 2],
      ['語', 3],
      ['😀', 4],
    ] as const) {
      expect(lab.post(`${CORE}/configmaps`, map(letter, Math.floor(MIB / bytes)), { dryRun: 'All' }).code).toBe(201);
      const over = map(letter, Math.floor(MIB / bytes) + 1);
      expect(refusal(`${CORE}/configmaps`, over)).toContain('Too long: may not be more than 1048576 bytes');
    }
  });

  it('has annotations that are measured in bytes, too', () => {
    const annotated = (count: number): object => ({ metadata: { name: 'm', annotations: { a: '語'.repeat(count) } } });
    expect(lab.post(`${CORE}/configmaps`, annotated(87_381), { dryRun: 'All' }).code).toBe(201);
    expect(refusal(`${CORE}/configmaps`, annotated(87_382))).toContain('metadata.annotations: Too long: may not be more than 262144 bytes');
  });

  it('says four times what is wrong with its labels when it changes, as upstream looks four times', () => {
    lab.post(`${CORE}/configmaps`, { metadata: { name: 'l' } });
    const answer = lab.patch(`${CORE}/configmaps/l`, { metadata: { labels: { a: '-' } } }, 'merge');
    const [first, ...others] = causesOf(answer);
    expect(first).toMatch(/^metadata\.labels: Invalid value: "-": a valid label must be/);
    // As any object, as any object that changes, as a ConfigMap that changes, and as a ConfigMap.
    expect(others).toEqual([first, first, first]);
  });
});
