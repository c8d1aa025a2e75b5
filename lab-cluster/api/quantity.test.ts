// How quantities are read, spelled, compared and added.
import { describe, expect, it } from 'vitest';
import { addQuantities, canonicalQuantity, compareQuantities, isQuantity, milliValue, parseQuantity, wholeValue } from './quantity.ts';

describe('quantities', () => {
  it.each([
    ['0.5', '500m'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1000m', '1'],
    ['0', '0'],
    ['1e3', '1e3'],
    ['12345', '12345'],
    ['2000', '2k'],
    ['100', '100'],
    ['0.1', '100m'],
    ['128974848', '128974848'],
    ['-1', '-1'],
    ['1Ki', '1Ki'],
    ['1023', '1023'],
    ['.5Gi', '512Mi'],
    ['3M', '3M'],
    ['4Ti', '4Ti'],
  ])('%s is spelled %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it('a number counts as its text', () => {
    expect(canonicalQuantity(2)).toBe('2');
    expect(canonicalQuantity(0.25)).toBe('250m');
  });

  it.each(['', 'abc', '1.2.3', '1 Gi', '--1', 'Gi'])('%j does not look like one', (text) => {
    expect(parseQuantity(text)).toMatch(/^quantities must match/);
  });

  it.each(['1x', '100mm', '1Gib', '5MB'])('%j has no such suffix', (text) => {
    expect(parseQuantity(text)).toBe("unable to parse quantity's suffix");
    expect(isQuantity(text)).toBe(false);
  });

  it('cpu is counted in thousandths, memory in bytes, both rounded up', () => {
    expect(milliValue('250m')).toBe(250);
    expect(milliValue('2')).toBe(2000);
    expect(milliValue('0.0001')).toBe(1);
    expect(milliValue(undefined)).toBe(0);
    expect(wholeValue('64Mi')).toBe(64 * 1024 * 1024);
    expect(wholeValue('1.5')).toBe(2);
  });

  it('compares across suffixes and adds in the first one’s format', () => {
    expect(compareQuantities('1Gi', '1024Mi')).toBe(0);
    expect(compareQuantities('1G', '1Gi')).toBe(-1);
    expect(compareQuantities('1500m', '1')).toBe(1);
    expect(addQuantities('1Gi', '512Mi')).toBe('1536Mi');
    expect(addQuantities('500m', '1')).toBe('1500m');
  });
});
