// `kubelab serve` as a person meets it: its one line, its files, how it ends, and that it goes on where it was left.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEvent, KubeObject, ObjectList } from '../index.ts';
import { ask } from '../testing/served-lab.ts';
import { AuditFile } from './audit-file.ts';
import { parseArguments, type ServeArguments } from './arguments.ts';
import { serve } from './serve.ts';
import { readStateFile } from './state-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubelab-serve-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ready {
  readonly ready: boolean;
  readonly server: string;
  readonly kubeconfig: string;
  readonly pid: number;
}

class Served {
  readonly out: string[] = [];
  readonly err: string[] = [];
  readonly code: Promise<number>;
  readonly #ready: Promise<void>;
  #end: () => void = () => {};

  constructor(...flags: readonly string[]) {
    let isReady = (): void => {};
    this.#ready = new Promise((resolve) => {
      isReady = resolve;
    });
    const output = {
      out: (line: string): void => {
        this.out.push(line);
        isReady();
      },
      err: (line: string): void => void this.err.push(line),
    };
    const signals = {
      onEnd: (act: () => void) => {
        this.#end = act;
        return () => {};
      },
    };
    this.code = serve(argumentsOf(flags), output, signals);
    void this.code.then(isReady);
  }

  async ready(): Promise<Ready> {
    await this.#ready;
    expect(this.err).toEqual([]);
    return JSON.parse(this.out[0] ?? '') as Ready;
  }

  end(): Promise<number> {
    this.#end();
    return this.code;
  }
}

function argumentsOf(flags: readonly string[]): ServeArguments {
  const args = parseArguments(['serve', ...flags]);
  if (args.command !== 'serve') throw new Error(JSON.stringify(args));
  return args;
}

/** Any connection of this machine may hold the port for a moment after it was given back. */
async function servedOn(port: string, data: string): Promise<Served> {
  for (;;) {
    const served = new Served('--data', data, '--port', port);
    await Promise.race([served.code, served.ready().catch(() => undefined)]);
    if (served.out.length > 0) return served;
    expect(served.err).toEqual([`error: port ${port} on 127.0.0.1 is taken by another program`]);
  }
}

/** As kubectl does: with nothing but the kubeconfig. */
async function asked(kubeconfig: string, method: string, target: string, body?: unknown): Promise<{ code: number; body: KubeObject }> {
  const config = readFileSync(kubeconfig, 'utf8');
  const field = (name: string): string => new RegExp(`${name}: (.*)`).exec(config)?.[1] ?? '';
  const pem = (name: string): Buffer => Buffer.from(field(name), 'base64');
  const agent = new https.Agent({
    ca: pem('certificate-authority-data'),
    cert: pem('client-certificate-data'),
    key: pem('client-key-data'),
  });
  const { code, text } = await ask(agent, method, `${field('server')}${target}`, { body });
  agent.destroy();
  return { code, body: JSON.parse(text) as KubeObject };
}

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string): object => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });

describe('kubelab serve', () => {
  test('says in one line that it is ready, answers, and ends cleanly; a lab of which nothing is kept leaves nothing', async () => {
    const file = path.join(folder, 'somewhere/kubeconfig');
    const served = new Served('--kubeconfig', file, '--nodes', '1');
    const { ready, server, kubeconfig, pid } = await served.ready();
    expect({ ready, kubeconfig, pid }).toEqual({ ready: true, kubeconfig: file, pid: process.pid });
    expect(server).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await asked(file, 'GET', '/api/v1/nodes')).body).toMatchObject({ kind: 'NodeList', items: [{ metadata: { name: 'node-1' } }] });
    // Pods learn whom to trust, and it is whom the kubeconfig trusts.
    const { data } = (await asked(file, 'GET', `${CONFIG_MAPS}/kube-root-ca.crt`)).body as { readonly data?: Record<string, string> };
    const trusted = /certificate-authority-data: (.*)/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    expect(data?.['ca.crt']).toBe(Buffer.from(trusted, 'base64').toString());
    expect(await served.end()).toBe(0);
    expect(served.out).toHaveLength(1);
    await expect(asked(file, 'GET', '/version')).rejects.toThrow('ECONNREFUSED');
  });

  test('as fast as it can, images are pulled at once and time then stands still; at a hundredth, requests take their time', async () => {
    const fast = new Served('--speed', 'max', '--nodes', '1');
    const { kubeconfig: hurried } = await fast.ready();
    const pods = '/api/v1/namespaces/default/pods';
    const spec = { containers: [{ name: 'c', image: 'nginx:1.27' }] };
    const made = await asked(hurried, 'POST', pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec });
    expect(made.code).toBe(201);
    const conditions = async (): Promise<unknown> => ((await asked(hurried, 'GET', `${pods}/web`)).body as { status?: object }).status;
    await expect.poll(conditions).toMatchObject({ phase: 'Running' });
    const timeOf = async (kubeconfig: string): Promise<number> => {
      const { body } = await asked(kubeconfig, 'POST', CONFIG_MAPS, { ...configMap(''), metadata: { generateName: 'at-' } });
      return Date.parse(body.metadata.creationTimestamp ?? '');
    };
    /** How far the clock has gone while this machine did nothing for a tenth of a second. */
    const meanwhile = async (): Promise<number> => {
      const before = await timeOf(hurried);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return (await timeOf(hurried)) - before;
    };
    // The pod's running has consequences; a clock that hurries on would never be caught standing still.
    await expect.poll(meanwhile).toBeLessThanOrEqual(1_000);
    expect(await meanwhile()).toBeLessThanOrEqual(1_000);
    expect(await fast.end()).toBe(0);
    const slow = new Served('--speed', '0.01', '--nodes', '1');
    const { kubeconfig: patient } = await slow.ready();
    const begun = performance.now();
    const before = await timeOf(patient);
    const after = await timeOf(patient);
    expect(performance.now() - begun, 'two requests of a millisecond or more each').toBeGreaterThan(200);
    expect(after - before).toBeLessThanOrEqual(1_000);
    expect(await slow.end()).toBe(0);
  });

  test('goes on where it was left, with its certificates, objects and clock', async () => {
    const data = path.join(folder, 'data');
    const first = new Served('--data', data, '--nodes', '2', '--seed', '3');
    const { kubeconfig } = await first.ready();
    const made = await asked(kubeconfig, 'POST', CONFIG_MAPS, configMap('kept'));
    expect(made.code).toBe(201);
    const before = readFileSync(kubeconfig, 'utf8');
    expect(await first.end()).toBe(0);
    expect(existsSync(path.join(data, 'holder.pid'))).toBe(false);
    expect(statSync(path.join(data, 'state.jsonl')).mode & 0o077).toBe(0);

    const port = new URL(/server: (.*)/.exec(before)?.[1] ?? '').port;
    const second = await servedOn(port, data);
    // The same authority and port: who had a kubeconfig goes on with it.
    const again = path.join(folder, 'old-kubeconfig');
    writeFileSync(again, before);
    const found = await asked(again, 'GET', `${CONFIG_MAPS}/kept`);
    expect(found.body.metadata.uid).toBe(made.body.metadata.uid);
    expect(((await asked(again, 'GET', '/api/v1/nodes')).body as unknown as ObjectList).items).toHaveLength(2);
    const held = new Served('--data', data);
    expect(await held.code).toBe(1);
    expect(held.err).toEqual([`error: the data directory ${data} is held by process ${process.pid}`]);
    expect(await second.end()).toBe(0);
    const other = new Served('--data', data, '--seed', '4');
    expect(await other.code).toBe(1);
    expect(other.err[0]).toContain('keeps a lab of 2 nodes with seed 3');
  });

  test('a state file cut off in the middle gives the last whole batch', async () => {
    const data = path.join(folder, 'torn');
    const served = new Served('--data', data, '--nodes', '1');
    const { kubeconfig } = await served.ready();
    const file = path.join(data, 'state.jsonl');
    await expect.poll(() => existsSync(file)).toBe(true);
    const early = readStateFile(file);
    await asked(kubeconfig, 'POST', CONFIG_MAPS, configMap('late'));
    await served.end();
    const whole = readFileSync(file, 'utf8');
    const keysOf = (text: string): string[] => {
      writeFileSync(file, text);
      return readStateFile(file)?.state.etcd.keys.map(({ key }) => key) ?? [];
    };
    const late = '/registry/configmaps/default/late';
    expect(keysOf(whole)).toContain(late);
    const torn = whole.slice(0, whole.indexOf('{"commit"', whole.indexOf(late)) + 20);
    expect(keysOf(torn)).not.toContain(late);
    expect(keysOf(torn).length).toBeGreaterThanOrEqual(early?.state.etcd.keys.length ?? 1);
    expect(() => keysOf('{"something":"else"}\n')).toThrow('is not a lab');
  });

  test('writes an audit log of every component under its name', async () => {
    const file = path.join(folder, 'audit.log');
    const served = new Served('--audit-log', file, '--nodes', '1');
    const { kubeconfig } = await served.ready();
    await asked(kubeconfig, 'POST', CONFIG_MAPS, configMap('audited'));
    await served.end();
    const events = readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEvent);
    const users = new Set(events.map(({ user }) => user.username));
    for (const name of ['kubernetes-admin', 'system:kube-scheduler', 'system:node:node-1']) expect(users).toContain(name);
    expect(events.some(({ verb, objectRef }) => verb === 'create' && objectRef?.name === 'audited')).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('keeps an audit log that was there for its owner alone', async () => {
    const file = path.join(folder, 'open.log');
    writeFileSync(file, 'before\n', { mode: 0o644 });
    const log = await AuditFile.open(file, () => {});
    await log.close();
    expect([statSync(file).mode & 0o777, readFileSync(file, 'utf8')]).toEqual([0o600, 'before\n']);
  });

  test('a taken port is an error that names it; flags that make no sense are refused', async () => {
    const served = new Served('--nodes', '1');
    const { server } = await served.ready();
    const { port } = new URL(server);
    const second = new Served('--port', port);
    expect(await second.code).toBe(1);
    expect(second.err).toEqual([`error: port ${port} on 127.0.0.1 is taken by another program`]);
    await served.end();
    for (const flags of [['--port', '70000'], ['--speed', '0'], ['--speed', 'fast'], ['--nodes', '0'], ['file.yaml'], ['--until', 'x']])
      expect(parseArguments(['serve', ...flags]), flags.join(' ')).toMatchObject({ command: 'wrong', see: 'kubelab serve --help' });
  });

  test('an empty value is none: keys are not spread in the folder where one stands because a variable was not set', () => {
    for (const flag of ['--data', '--kubeconfig', '--audit-log'])
      for (const words of [[flag, ''], [`${flag}=`], [flag]])
        expect(parseArguments(['serve', ...words])).toMatchObject({ command: 'wrong', problem: `flag needs an argument: ${flag}` });
  });

  test('whoever asks how a command is used is told of that one, and of all when he names none', () => {
    const usageOf = (...args: readonly string[]): string => {
      const asked = parseArguments(args);
      return asked.command === 'help' ? asked.usage : JSON.stringify(asked);
    };
    const serving = usageOf('serve', '--help');
    expect(serving).toMatch(/^kubelab serve /);
    for (const flag of ['--port', '--kubeconfig', '--nodes', '--speed', '--seed', '--data', '--audit-log'])
      expect(serving).toContain(`\n  ${flag} `);
    expect(usageOf('help', 'run')).toMatch(/^kubelab run /);
    for (const all of [usageOf(), usageOf('--help'), usageOf('help')]) expect(all).toContain(`\n\n${serving}`);
    expect(parseArguments(['dance'])).toEqual({ command: 'wrong', problem: 'unknown command "dance"', see: 'kubelab --help' });
  });
});
