// Before anything is applied: the extension wakes up, underlines what is wrong, and mends it.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lensesOf, openSample, problemsOf, until } from './editor.ts';
import type { PromiseKept } from './promise.ts';

const extensionId = 'kubelab.kubelab';

export const editing: readonly PromiseKept[] = [
  {
    name: 'nothing of the extension runs before a manifest is opened',
    keep: () => Promise.resolve(assert.equal(vscode.extensions.getExtension(extensionId)?.isActive, false)),
  },
  {
    name: 'a misspelt field is underlined, exactly it, with the reason',
    async keep() {
      const document = await openSample('deployment.yaml');
      const [problem, ...others] = await until(
        'a problem',
        () => problemsOf(document),
        (found) => found.length > 0,
      );
      assert.deepEqual(others, []);
      assert.match(problem?.message ?? '', /unknown field/);
      assert.ok(problem?.message.includes(problem.text), `“${problem?.text}” is not what “${problem?.message}” speaks of`);
      assert.equal(vscode.extensions.getExtension(extensionId)?.isActive, true);
    },
  },
  {
    name: 'the quick fix mends the misspelt field',
    async keep() {
      const document = await openSample('deployment.yaml');
      const [problem] = problemsOf(document);
      assert.ok(problem);
      const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
        'vscode.executeCodeActionProvider',
        document.uri,
        problem.range,
      );
      const [fix] = actions.filter((action) => action.edit !== undefined);
      assert.ok(fix?.edit, `no quick fix among ${actions.map(({ title }) => title).join(', ')}`);
      await vscode.workspace.applyEdit(fix.edit);
      await until(
        'no problem',
        () => problemsOf(document),
        (found) => found.length === 0,
      );
    },
  },
  {
    name: 'above the document stand Apply, Diff and Delete',
    async keep() {
      const document = await openSample('deployment.yaml');
      const lenses = await until(
        'three lenses',
        () => lensesOf(document),
        (found) => found.length >= 3,
      );
      assert.deepEqual(lenses.slice(0, 3), ['Apply', 'Diff', 'Delete']);
    },
  },
  {
    name: 'every command and view that package.json offers exists',
    async keep() {
      const manifest = vscode.extensions.getExtension(extensionId)?.packageJSON as {
        readonly contributes: { readonly commands: readonly { readonly command: string }[] };
      };
      const known = new Set(await vscode.commands.getCommands(true));
      const offered = manifest.contributes.commands.map(({ command }) => command);
      assert.ok(offered.length > 15, `only ${offered.length} commands are offered`);
      assert.deepEqual(
        offered.filter((command) => !known.has(command)),
        [],
      );
    },
  },
];
