// The door for kubectl: served on request, known to the terminals, and closed again.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import * as https from 'node:https';
import * as vscode from 'vscode';
import { parse } from 'yaml';
import { exported, until } from './editor.ts';
import type { PromiseKept } from './promise.ts';

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }[];
  readonly users: readonly { readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string } }[];
}

export const serving: readonly PromiseKept[] = [
  {
    name: 'the cluster is served to kubectl, and terminals are told where',
    async keep() {
      await vscode.commands.executeCommand('kubelab.serve');
      const { app } = exported();
      const served = await until(
        'a server',
        () => app.kubectl.served,
        (found) => found !== undefined,
      );
      const variables = app.extension.environmentVariableCollection;
      assert.equal(variables.get('KUBECONFIG')?.value, served?.kubeconfig);
      assert.ok(variables.get('KUBECACHEDIR')?.value);
      const file = served?.kubeconfig ?? '';
      assert.equal(statSync(file).mode & 0o077, 0, 'the kubeconfig can be read by others');
      const { status, body } = await get(file, '/api/v1/nodes');
      assert.equal(status, 200);
      const { items } = JSON.parse(body) as { readonly items: readonly { readonly metadata: { readonly name: string } }[] };
      assert.ok(items.some(({ metadata }) => metadata.name === 'node-1'));
    },
  },
  {
    name: 'the door to kubectl can be closed, and the cluster goes on',
    async keep() {
      const { app } = exported();
      const file = app.kubectl.served?.kubeconfig ?? '';
      await vscode.commands.executeCommand('kubelab.unserve');
      assert.equal(app.kubectl.served, undefined);
      assert.equal(app.extension.environmentVariableCollection.get('KUBECONFIG'), undefined);
      await assert.rejects(get(file, '/version'));
      assert.equal(app.lab.isRunning, true);
    },
  },
];

/** A GET with the certificates of a kubeconfig. */
function get(kubeconfig: string, path: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const decoded = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
  const cluster = clusters[0]?.cluster;
  const user = users[0]?.user;
  const options = {
    ca: decoded(cluster?.['certificate-authority-data']),
    cert: decoded(user?.['client-certificate-data']),
    key: decoded(user?.['client-key-data']),
  };
  return new Promise((resolve, reject) => {
    const request = https.get(`${cluster?.server}${path}`, options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    request.on('error', reject);
  });
}
