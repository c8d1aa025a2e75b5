// The door for kubectl: served on request, known to the terminals, there through rewinds and resets, and closed again.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { exported, until } from './editor.ts';
import type { PromiseKept } from './promise.ts';
import { type Answer, ask, configMaps, hasKubectl, kubectl, watch } from './served.ts';

const isThere = <T>(value: T | undefined): boolean => value !== undefined;
const kubeconfig = (): string => exported().app.kubectl.served?.kubeconfig ?? '';
const configMap = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

export const serving: readonly PromiseKept[] = [
  {
    name: 'the cluster is served to kubectl, and terminals are told where',
    async keep() {
      await vscode.commands.executeCommand('kubelab.serve');
      const { app } = exported();
      const served = await until('a server', () => app.kubectl.served, isThere);
      const variables = app.extension.environmentVariableCollection;
      assert.equal(variables.get('KUBECONFIG')?.value, served?.kubeconfig);
      const file = served?.kubeconfig ?? '';
      assert.equal(statSync(file).mode & 0o077, 0, 'the kubeconfig can be read by others');
      const { status, body } = await ask(file, '/api/v1/nodes');
      assert.equal(status, 200);
      const { items } = JSON.parse(body) as { readonly items: readonly { readonly metadata: { readonly name: string } }[] };
      assert.ok(items.some(({ metadata }) => metadata.name === 'node-1'));
    },
  },
  {
    name: 'a new terminal has KUBECONFIG and KUBECACHEDIR',
    async keep() {
      await vscode.commands.executeCommand('kubelab.openTerminal');
      const told = path.join(path.dirname(kubeconfig()), 'told.txt');
      const terminal = await until('a terminal', () => vscode.window.activeTerminal, isThere);
      terminal?.sendText(`printf '%s\\n' "$KUBECONFIG" "$KUBECACHEDIR" > '${told}'`);
      const text = await until(
        'what the shell knows',
        () => (existsSync(told) ? readFileSync(told, 'utf8') : ''),
        (found) => found.split('\n').length > 2,
      );
      const cache = exported().app.extension.environmentVariableCollection.get('KUBECACHEDIR')?.value ?? '';
      assert.notEqual(cache, '');
      assert.equal(text, `${kubeconfig()}\n${cache}\n`);
      terminal?.dispose();
    },
  },
  {
    name: 'a rewind ends a watch with 410, and the next one sees what was there then',
    async keep() {
      const { lab } = exported().app;
      await ask(kubeconfig(), configMaps, configMap('kept'));
      const { timeUs } = await lab.call('speed', { speed: 1 });
      const watching = watch(kubeconfig(), configMaps);
      const stock = hasKubectl() ? kubectl(kubeconfig(), 'get', 'configmaps', '-w') : undefined;
      await until('the watch', watching.text, (text) => text.includes('"kept"'));
      if (stock !== undefined) await until('kubectl get -w', stock.text, (text) => text.includes('kept'));
      await ask(kubeconfig(), configMaps, configMap('undone'));
      await until('its event', watching.text, (text) => text.includes('"undone"'));
      if (stock !== undefined) await until('its line', stock.text, (text) => text.includes('undone'));
      await lab.call('rewind', { timeUs });
      await watching.ended;
      const last = JSON.parse(watching.text().trim().split('\n').at(-1) ?? '') as {
        type: string;
        object: { code: number; reason: string };
      };
      assert.equal(`${last.type} ${last.object.code} ${last.object.reason}`, 'ERROR 410 Expired');
      if (stock !== undefined) {
        await stock.ended;
        assert.match(stock.text(), /too old/);
        const again = kubectl(kubeconfig(), 'get', 'configmaps');
        assert.equal(await again.ended, 0, again.text());
        assert.match(again.text(), /kept/);
        assert.doesNotMatch(again.text(), /undone/);
      }
      const next = watch(kubeconfig(), configMaps);
      await until('the next watch', next.text, (text) => text.includes('"kept"'));
      await ask(kubeconfig(), configMaps, configMap('instead'));
      await until('its event', next.text, (text) => text.includes('"instead"'));
      assert.doesNotMatch(next.text(), /"undone"/);
    },
  },
  {
    name: 'a write while time is paused is named, waits, and is answered when time goes on',
    async keep() {
      const { lab } = exported().app;
      await vscode.commands.executeCommand('kubelab.pause');
      let answer: Answer | undefined;
      const sent = ask(kubeconfig(), configMaps, configMap('patient')).then((arrived) => {
        answer = arrived;
      });
      const waiting = await until(
        'who waits',
        () => lab.state?.waiting ?? [],
        (found) => found.length > 0,
      );
      assert.deepEqual(waiting, [`POST ${configMaps} from suite`]);
      assert.equal((await ask(kubeconfig(), configMaps)).status, 200, 'who reads is answered meanwhile');
      assert.equal(answer, undefined);
      await vscode.commands.executeCommand('kubelab.resume');
      await sent;
      assert.equal((answer as Answer | undefined)?.status, 201);
    },
  },
  {
    name: 'a reset keeps the door: same port, same kubeconfig, an empty cluster behind it',
    async keep() {
      const { app } = exported();
      const before = app.kubectl.served;
      const file = kubeconfig();
      await vscode.commands.executeCommand('kubelab.reset');
      const after = await until('a server', () => app.kubectl.served, isThere);
      assert.deepEqual(after, before);
      const { status, body } = await ask(file, configMaps);
      assert.equal(status, 200);
      assert.doesNotMatch(body, /"kept"|"patient"/);
    },
  },
  {
    name: 'a port that is somebody else’s for a moment is waited for when a cluster starts again',
    async keep() {
      const { app } = exported();
      const before = app.kubectl.served;
      const { createServer } = await import('node:net');
      await app.lab.stop();
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(Number(new URL(before?.server ?? '').port), '127.0.0.1', resolve));
      // By then it was asked for, and refused.
      const heard = app.lab.onNewCluster(() => setTimeout(() => other.close(), 300));
      await vscode.commands.executeCommand('kubelab.start');
      heard.dispose();
      assert.deepEqual(await until('a server', () => app.kubectl.served, isThere), before);
    },
  },
  {
    name: 'a folder that another window holds, and a port that is taken, are no dead end',
    async keep() {
      const { app } = exported();
      const shared = path.dirname(kubeconfig());
      await vscode.commands.executeCommand('kubelab.unserve');
      // Another window of this workspace: some other process that lives.
      writeFileSync(path.join(shared, 'holder.pid'), `${process.ppid}\n`);
      const own = await app.kubectl.start();
      assert.notEqual(path.dirname(own.kubeconfig), shared);
      assert.equal((await ask(own.kubeconfig, '/version')).status, 200);
      const { server } = await import('node:net').then(({ createServer }) => ({ server: createServer() }));
      await app.kubectl.stop();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port: held } = server.address() as { port: number };
      await assert.rejects(app.kubectl.start(held), new RegExp(`port ${held} on 127\\.0\\.0\\.1 is taken by another program`));
      assert.equal(app.kubectl.served, undefined);
      server.close();
      writeFileSync(path.join(shared, 'holder.pid'), '');
      assert.equal(path.dirname((await app.kubectl.start()).kubeconfig), shared);
    },
  },
  {
    name: 'the door to kubectl can be closed, and the cluster goes on',
    async keep() {
      const { app } = exported();
      const file = kubeconfig();
      const watching = watch(file, configMaps);
      await until('the watch', watching.text, (text) => text !== '');
      await vscode.commands.executeCommand('kubelab.unserve');
      await watching.ended.catch(() => undefined);
      assert.equal(app.kubectl.served, undefined);
      assert.equal(app.extension.environmentVariableCollection.get('KUBECONFIG'), undefined);
      assert.equal(app.extension.environmentVariableCollection.get('KUBECACHEDIR'), undefined);
      await assert.rejects(ask(file, '/version'), /ECONNREFUSED/);
      assert.equal(app.lab.isRunning, true);
      await vscode.commands.executeCommand('kubelab.reset');
      assert.equal(app.kubectl.served, undefined, 'what was ended on purpose does not come back');
    },
  },
];
