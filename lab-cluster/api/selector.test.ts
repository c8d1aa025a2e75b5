// Label and field selectors: what parses, what matches, how they print.
import { describe, expect, it } from 'vitest';
import type { LabelSelector } from './label-selector.ts';
import { parseLabelSelector } from './label-selector-text.ts';
import { matchesFields, matchesLabels, matchesRequirements, matchesSelector, parseFieldSelector, printSelector } from './selector.ts';

function select(text: string, labels: Record<string, string>): boolean {
  const parsed = parseLabelSelector(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return matchesRequirements(parsed.value, labels);
}

describe('label selectors', () => {
  it.each([
    ['app=web', { app: 'web' }, true],
    ['app==web,tier!=db', { app: 'web' }, true],
    ['app in (web, api)', { app: 'api' }, true],
    ['app notin (web)', { app: 'web' }, false],
    ['app notin (web)', {}, true],
    ['app', {}, false],
    ['!app', {}, true],
    ['size>3', { size: '4' }, true],
    ['size<3', { size: '4' }, false],
    ['example.com/a=1', { 'example.com/a': '1' }, true],
    ['app=', { app: '' }, true],
    ['', {}, true],
    ['a=1,b in (x,y),!c', { a: '1', b: 'y' }, true],
    ['constructor', { a: '1' }, false],
    ['!toString,valueOf notin (a)', { a: '1' }, true],
  ])('%s against %j is %s', (text, labels, expected) => {
    expect(select(text, labels as Record<string, string>)).toBe(expected);
  });

  it.each(['a b', 'a=b=c', 'a in', 'in (a)=', 'a/b/c=1', 'a=b/c', ',', 'x>abc', 'a=(b)'])('%j is refused', (text) => {
    expect(parseLabelSelector(text).ok).toBe(false);
  });

  it('an absent selector selects nothing, an empty one everything; of a service, neither', () => {
    expect(matchesSelector(undefined, { a: 'b' })).toBe(false);
    expect(matchesSelector({}, { a: 'b' })).toBe(true);
    expect(matchesLabels({}, { a: 'b' })).toBe(false);
    expect(matchesLabels({ a: 'b' }, { a: 'b', c: 'd' })).toBe(true);
  });

  it('both parts of a selector must match', () => {
    const selector: LabelSelector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] };
    expect(matchesSelector(selector, { app: 'web' })).toBe(true);
    expect(matchesSelector(selector, { app: 'web', tier: 'db' })).toBe(false);
    expect(printSelector(selector)).toBe('app=web,tier notin (db)');
    expect(printSelector({})).toBe('<none>');
  });
});

describe('field selectors', () => {
  it('match by equality, and an unset field is the empty text', () => {
    const parsed = parseFieldSelector('spec.nodeName=,status.phase!=Failed');
    if (!parsed.ok) throw new Error(parsed.problem);
    expect(matchesFields(parsed.value, { 'spec.nodeName': '', 'status.phase': 'Running' })).toBe(true);
    expect(matchesFields(parsed.value, { 'spec.nodeName': 'node-1', 'status.phase': 'Running' })).toBe(false);
    expect(parseFieldSelector('nonsense').ok).toBe(false);
  });
});
