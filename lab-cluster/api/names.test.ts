// Which names are accepted and refused, and a few of upstream's words for why.
import { describe, expect, it } from 'vitest';
import {
  configMapKey,
  dns1035Label,
  dns1123Label,
  dns1123Subdomain,
  environmentVariableName,
  labelValue,
  portName,
  qualifiedName,
} from './names.ts';

describe('names', () => {
  it.each([
    [dns1123Subdomain, 'web-1.example'],
    [dns1123Label, '1web'],
    [dns1035Label, 'web-1'],
    [qualifiedName, 'example.com/Some_Name.x'],
    [qualifiedName, 'app'],
    [labelValue, ''],
    [labelValue, 'A_b.c'],
    [configMapKey, '..x'.slice(1)],
    [environmentVariableName, 'my var!'],
    [portName, 'http-2'],
  ])('%o accepts %j', (rule, value) => {
    expect(rule(value)).toEqual([]);
  });

  it.each([
    [dns1123Subdomain, '-a'],
    [dns1123Subdomain, `${'a'.repeat(254)}`],
    [dns1123Label, 'a.b'],
    [dns1123Label, 'a'.repeat(64)],
    [dns1035Label, '1a'],
    [qualifiedName, '/a'],
    [qualifiedName, 'a/b/c'],
    [qualifiedName, ''],
    [labelValue, '-'],
    [configMapKey, '..'],
    [environmentVariableName, 'a=b'],
    [portName, 'a--b'],
    [portName, '80'],
  ])('%o refuses %j', (rule, value) => {
    expect(rule(value).length).toBeGreaterThan(0);
  });

  it('the words are upstream’s', () => {
    expect(dns1123Label('a.b')).toEqual(['must not contain dots']);
    expect(portName('thisnameistoolongforaport')).toEqual(['must be no more than 15 characters']);
    expect(qualifiedName('a/b/c')[0]).toMatch(
      /^a qualified name must consist of .* with an optional DNS subdomain prefix and '\/' \(e\.g\. 'example\.com\/MyName'\)$/,
    );
    expect(qualifiedName('UP/x')[0]).toMatch(/^prefix part a lowercase RFC 1123 subdomain/);
  });

  it('are measured in bytes, whatever the rule calls them', () => {
    const name = 'é'.repeat(32);
    expect(dns1123Label(name)[0]).toBe('must be no more than 63 characters');
    expect(labelValue(name)[0]).toBe('must be no more than 63 characters');
    expect(labelValue(name.slice(1))[0]).toMatch(/^a valid label must be an empty string/);
  });
});
