// What a text brings to the cluster, however it was written; and that nothing a file holds can crash its reader.
import { describe, expect, test } from 'vitest';
import { readObjects } from './read-objects.ts';

const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const names = (text: string): readonly unknown[] =>
  readObjects(text).objects.map((object) => (object as { metadata: { name: unknown } }).metadata.name);

describe('the objects of a text', () => {
  test('come in order, and a broken document does not take the others with it', () => {
    const text = `${configMap('a')}---\nfoo: [\n---\n# only words\n---\n${configMap('b')}`;
    expect(names(text)).toEqual(['a', 'b']);
    expect(readObjects(text).errors).toHaveLength(1);
    expect(readObjects(text).errors[0]).toMatch(/yaml: line [67]/);
  });

  test('are the same with a byte order mark, with Windows line ends and after a directive', () => {
    const text = `${configMap('a')}---\n${configMap('b')}`;
    for (const form of [`\ufeff${text}`, `\ufeff# words\n---\n${text}`, text.replaceAll('\n', '\r\n'), `%YAML 1.1\n---\n${text}`])
      expect(names(form)).toEqual(['a', 'b']);
  });

  test('are what Kubernetes reads: YAML 1.1, where n and yes are no words', () => {
    const { objects } = readObjects('a: {name: n, on: yes}\nmode: 0644\nport: !!str 5\n');
    expect(objects).toEqual([{ a: { name: false, true: true }, mode: 420, port: '5' }]);
  });

  test('keep keys that JavaScript has for itself', () => {
    const { objects, errors } = readObjects('constructor: a\n__proto__: b\ntoString: c\n');
    expect(errors).toEqual([]);
    expect(Object.entries(objects[0] as object)).toEqual([
      ['constructor', 'a'],
      ['__proto__', 'b'],
      ['toString', 'c'],
    ]);
  });

  test('do not come from an empty file, templates, binary data or anything else that is no map', () => {
    for (const text of ['', '# words\n', '---\n---\n']) expect(readObjects(text)).toEqual({ objects: [], errors: [] });
    expect(readObjects('a: {{ .Values.x }}\n').errors).toEqual(['error: line 1: this is a Helm template; render it first (helm template)']);
    expect(readObjects('a\0b').errors).toEqual(['error: the file does not look like text']);
    expect(readObjects('- a\n').errors).toEqual(['error: line 1: a manifest must be a map of fields']);
  });

  test('nothing crashes on an anchor that holds itself, a billion aliases or thousands of brackets', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n`;
    for (const text of ['a: &m {b: *m}\n', bomb, `a: ${'['.repeat(5000)}${']'.repeat(5000)}\n`]) {
      const { objects, errors } = readObjects(text);
      expect(objects).toEqual([]);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatch(/contains itself|alias|nested too deeply/);
    }
    for (let depth = 100; depth < 6000; depth += 300) {
      readObjects(`a: ${'['.repeat(depth)}${']'.repeat(depth)}\n`);
      readObjects(`a: &a 1\nb: ${'{c: '.repeat(depth)}*a${'}'.repeat(depth)}\n`);
    }
  });
});
