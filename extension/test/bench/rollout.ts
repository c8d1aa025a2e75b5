// Measures, inside the extension host, how long it is blocked at most while 1,000 pods start. Prints `blocked {…}`.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { lensesOf, openText, until } from '../suite/editor.ts';

const deployments = 10;
const replicas = 100;

export async function run(): Promise<void> {
  await vscode.commands.executeCommand('kubelab.start');
  const document = await openText(manifest());
  await until(
    'the documents are read',
    () => lensesOf(document),
    (lenses) => lenses.filter((lens) => lens.startsWith('Apply')).length === deployments,
  );
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  const begun = Date.now();
  histogram.enable();
  await vscode.commands.executeCommand('kubelab.applyFile');
  await until(
    'all pods are ready',
    () => pods(document),
    (ready) => ready === deployments * replicas,
    1_000,
  );
  histogram.disable();
  const measured = {
    maxMs: histogram.max / 1e6,
    p99Ms: histogram.percentile(99) / 1e6,
    seconds: (Date.now() - begun) / 1000,
    ready: await pods(document),
  };
  console.log(`blocked ${JSON.stringify(measured)}`);
}

async function pods(document: vscode.TextDocument): Promise<number> {
  const lenses = await lensesOf(document);
  return lenses.reduce((sum, lens) => sum + Number(/^(\d+)\/\d+/.exec(lens)?.[1] ?? 0), 0);
}

/** Ten Deployments of a hundred: what the explorer, the lenses and the view have to follow. */
function manifest(): string {
  const documents = Array.from(
    { length: deployments },
    (_, index) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: many-${index}
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: many-${index}
  template:
    metadata:
      labels:
        app: many-${index}
    spec:
      containers:
        - name: web
          image: nginx:1.27
`,
  );
  return documents.join('---\n');
}
