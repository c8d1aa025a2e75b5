// With a cluster: what is applied comes to be, and what is broken finds its way again.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { clickLens, lensesOf, openSample, openText, problemsOf, until } from './editor.ts';
import type { PromiseKept } from './promise.ts';

const isReady = (count: string) => (lenses: readonly string[]) => lenses.some((lens) => lens.startsWith(`${count} ready`));

export const running: readonly PromiseKept[] = [
  {
    name: 'Apply brings the Deployment to 3/3',
    async keep() {
      const document = await openSample('deployment.yaml');
      await clickLens(document, 'Apply');
      await until('3/3 ready', () => lensesOf(document), isReady('3/3'), 60_000);
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
      await until('2/2 ready', () => lensesOf(document), isReady('2/2'), 60_000);
    },
  },
  {
    name: 'paused time stands still, and a step moves it',
    async keep() {
      await vscode.commands.executeCommand('kubelab.pause');
      await vscode.commands.executeCommand('kubelab.step');
      await vscode.commands.executeCommand('kubelab.resume');
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
