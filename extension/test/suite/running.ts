// With a cluster: what is applied comes to be, and what is broken finds its way again.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { clickLens, exported, lensesOf, openSample, openText, problemsOf, until } from './editor.ts';
import type { PromiseKept } from './promise.ts';

const isReady = (count: string) => (lenses: readonly string[]) => lenses.some((lens) => lens.startsWith(`${count} ready`));

export const running: readonly PromiseKept[] = [
  {
    name: 'Apply brings the Deployment to 3/3',
    async keep() {
      const document = await openSample('deployment.yaml');
      await clickLens(document, 'Apply');
      await until('3/3 ready', () => lensesOf(document), isReady('3/3'));
    },
  },
  {
    name: 'Diff shows what Apply would change, and changes nothing',
    async keep() {
      const document = await openText(deployment('web', 5));
      await until(
        'the lens',
        () => lensesOf(document),
        (lenses) => lenses.includes('Diff'),
      );
      await clickLens(document, 'Diff');
      const diff = await until(
        'the comparison',
        () => vscode.window.tabGroups.activeTabGroup.activeTab?.input,
        (input) => input instanceof vscode.TabInputTextDiff,
      );
      assert.ok(diff instanceof vscode.TabInputTextDiff);
      const [before, after] = await Promise.all([diff.original, diff.modified].map((uri) => vscode.workspace.openTextDocument(uri)));
      assert.match(before?.getText() ?? '', /^ {2}replicas: 3$/m);
      assert.match(after?.getText() ?? '', /^ {2}replicas: 5$/m);
      assert.doesNotMatch(after?.getText() ?? '', /managedFields/);
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      const sample = await openSample('deployment.yaml');
      await until('3/3 ready', () => lensesOf(sample), isReady('3/3'));
    },
  },
  {
    name: 'what only the server can refuse is underlined where it stands',
    async keep() {
      const document = await openText(deployment('web', 3).replaceAll('app: web', 'app: other'));
      await until(
        'the lens',
        () => lensesOf(document),
        (lenses) => lenses.includes('Apply'),
      );
      assert.deepEqual(problemsOf(document), []);
      await clickLens(document, 'Apply');
      const [problem] = await until(
        'the refusal',
        () => problemsOf(document),
        (found) => found.length > 0,
      );
      assert.match(problem?.message ?? '', /field is immutable/);
      assert.equal(problem?.text, 'selector');
    },
  },
  {
    name: 'the steps of the walkthrough are ticked by what happened',
    async keep() {
      const ticked = await until(
        'three steps',
        () => [...exported().app.lessons.done],
        (done) => done.length >= 3,
      );
      assert.deepEqual(ticked.map((key) => key.split('.').at(-1)).sort(), ['apply', 'ready', 'start']);
    },
  },
  {
    name: 'a deleted pod is replaced',
    async keep() {
      const names = (): readonly string[] =>
        exported()
          .app.store.list('pods')
          .map(({ metadata }) => metadata.name)
          .filter((name) => name.startsWith('web-'));
      const [victim = '', ...others] = await until('three pods', names, (found) => found.length === 3);
      await vscode.commands.executeCommand('kubelab.delete', { plural: 'pods', namespace: 'default', name: victim });
      const now = await until('another pod', names, (found) => found.length === 3 && !found.includes(victim));
      assert.deepEqual(
        others.filter((name) => !now.includes(name)),
        [],
      );
    },
  },
  {
    name: 'a killed scheduler leaves pods waiting, and serves them when it is back',
    async keep() {
      await vscode.commands.executeCommand('kubelab.killComponent', 'kube-scheduler');
      const document = await openText(deployment('late', 2));
      await until(
        'the lens',
        () => lensesOf(document),
        (lenses) => lenses.includes('Apply'),
      );
      await clickLens(document, 'Apply');
      await until('0/2', () => lensesOf(document), isReady('0/2'));
      await vscode.commands.executeCommand('kubelab.restartComponent', 'kube-scheduler');
      await until('2/2 ready', () => lensesOf(document), isReady('2/2'));
    },
  },
  {
    name: 'paused time stands still, and a step moves it',
    async keep() {
      const now = (): number => exported().app.lab.state?.timeUs ?? -1;
      await vscode.commands.executeCommand('kubelab.pause');
      const paused = now();
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(now(), paused);
      await vscode.commands.executeCommand('kubelab.step');
      await until('a step', now, (timeUs) => timeUs > paused);
      await vscode.commands.executeCommand('kubelab.resume');
      const resumed = now();
      await until('time goes on', now, (timeUs) => timeUs > resumed);
    },
  },
  {
    name: 'Delete takes away what Apply made',
    async keep() {
      const document = await openText(deployment('late', 2));
      await until('2/2 ready', () => lensesOf(document), isReady('2/2'));
      await clickLens(document, 'Delete');
      await until(
        'not in the cluster',
        () => lensesOf(document),
        (lenses) => lenses.includes('not in the cluster'),
      );
    },
  },
  {
    name: 'the manifest as it was printed is explained, and its repaired twin has no problem',
    async keep() {
      const broken = await openSample('broken/my-app.yaml');
      const problems = await until(
        'problems',
        () => problemsOf(broken),
        (found) => found.length > 0,
      );
      assert.ok(
        problems.some(({ message }) => message.includes('http')),
        problems.map(({ message }) => message).join('; '),
      );
      const repaired = await openSample('my-app.yaml');
      await until(
        'the lens',
        () => lensesOf(repaired),
        (lenses) => lenses.includes('Apply'),
      );
      assert.deepEqual(problemsOf(repaired), []);
    },
  },
  {
    name: 'nothing is said of a cluster that is gone, nor of a new one before it was looked at',
    async keep() {
      const document = await openSample('deployment.yaml');
      await until('3/3 ready', () => lensesOf(document), isReady('3/3'));
      const { lab } = exported().app;
      const seen = new Set<string>();
      let isGone = false;
      const look = lab.onState((state) => {
        isGone ||= state === null;
        if (isGone) void lensesOf(document).then((lenses) => seen.add(lenses.at(-1) ?? ''));
      });
      await lab.stop();
      assert.deepEqual(await lensesOf(document), ['Apply', 'Diff', 'Delete']);
      await vscode.commands.executeCommand('kubelab.start');
      await until(
        'not in the cluster',
        () => lensesOf(document),
        (lenses) => lenses.at(-1) === 'not in the cluster',
      );
      look.dispose();
      const allowed = ['Delete', 'the cluster is starting', 'looking', 'not in the cluster'];
      assert.deepEqual(
        [...seen].filter((lens) => !allowed.includes(lens)),
        [],
      );
      assert.ok(seen.size > 0);
    },
  },
];

function deployment(name: string, replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: web
          image: nginx:1.27
`;
}
