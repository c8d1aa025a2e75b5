// Files nobody would write on purpose: none of them may crash anything, and each says something sensible.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lensesOf, openText, problemsOf, until } from './editor.ts';
import type { PromiseKept } from './promise.ts';

const configMap = (index: number): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-${index}\ndata:\n  key: "${index}"\n`;

export const badInput: readonly PromiseKept[] = [
  {
    name: 'a truncated file is underlined where it breaks off',
    async keep() {
      const document = await openText('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "broken');
      await until(
        'a problem',
        () => problemsOf(document),
        (found) => found.length > 0,
      );
    },
  },
  {
    name: 'duplicate keys are underlined',
    async keep() {
      const document = await openText('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: twice\n  name: again\n');
      const problems = await until(
        'a problem',
        () => problemsOf(document),
        (found) => found.length > 0,
      );
      assert.ok(problems.some(({ range }) => range.start.line >= 3));
    },
  },
  {
    name: 'anchors and merge keys are read like everything else',
    async keep() {
      const text =
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: anchors\n  labels: &labels\n    app: web\n  annotations:\n    <<: *labels\n';
      const document = await openText(text);
      await until(
        'the lens',
        () => lensesOf(document),
        (lenses) => lenses.includes('Apply'),
      );
      assert.deepEqual(problemsOf(document), []);
    },
  },
  {
    name: 'a Helm template is not painted red',
    async keep() {
      const document = await openText(
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n{{- if .Values.extra }}\ndata:\n  key: {{ quote .Values.key }}\n{{- end }}\n',
      );
      await until(
        'it is recognised',
        () => lensesOf(document),
        (lenses) => lenses.some((lens) => lens.includes('Helm')),
      );
      assert.deepEqual(problemsOf(document), []);
    },
  },
  {
    name: 'a List applies as its items',
    async keep() {
      const items = [1, 2].map((index) => `- ${configMap(index).replaceAll('\n', '\n  ').trimEnd()}\n`);
      const document = await openText(`apiVersion: v1\nkind: List\nitems:\n${items.join('')}`);
      const lenses = await until(
        'the lens',
        () => lensesOf(document),
        (found) => found.some((lens) => lens.startsWith('Apply')),
      );
      assert.ok(lenses.includes('Apply 2 objects'), lenses.join(', '));
    },
  },
  {
    name: 'a file of 500 documents has its lenses, and no problem',
    async keep() {
      const document = await openText(Array.from({ length: 500 }, (_, index) => configMap(index)).join('---\n'));
      await until(
        '500 lenses',
        () => applyLenses(document),
        (count) => count === 500,
      );
      assert.deepEqual(problemsOf(document), []);
    },
  },
  {
    name: 'binary text and five megabytes leave the extension answering',
    async keep() {
      const binary = String.fromCharCode(...Array.from({ length: 2_000 }, (_, index) => index % 256));
      await openText(binary);
      await openText(configMap(0) + `  big: ${'x'.repeat(5_000_000)}\n`);
      const document = await openText(configMap(7));
      await until(
        'the lens',
        () => lensesOf(document),
        (lenses) => lenses.includes('Apply'),
      );
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    },
  },
];

async function applyLenses(document: vscode.TextDocument): Promise<number> {
  return (await lensesOf(document)).filter((lens) => lens === 'Apply').length;
}
