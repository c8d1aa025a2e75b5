// Ways the suite reaches the served cluster as a person outside of VS Code does: with nothing but the kubeconfig.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as https from 'node:https';
import { parse } from 'yaml';

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }[];
  readonly users: readonly { readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string } }[];
}

export interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

export const configMaps = '/api/v1/namespaces/default/configmaps';

/** One request, its answer read to the end. */
export function ask(kubeconfig: string, path: string, sent?: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = sent === undefined ? 'GET' : 'POST';
    const headers = { 'content-type': 'application/json', 'user-agent': 'suite/1.0' };
    const request = https.request(serverOf(kubeconfig) + path, { ...credentials(kubeconfig), method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(sent === undefined ? undefined : JSON.stringify(sent));
  });
}

export interface Watching {
  /** Everything that came so far. */
  text(): string;
  /** Resolves when the server has ended it. */
  readonly ended: Promise<void>;
}

export function watch(kubeconfig: string, path: string): Watching {
  let text = '';
  const ended = new Promise<void>((resolve, reject) => {
    https
      .get(`${serverOf(kubeconfig)}${path}?watch=true`, credentials(kubeconfig), (response) => {
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('close', resolve);
      })
      .on('error', reject);
  });
  return { text: () => text, ended };
}

/** Whether this machine has a kubectl. */
export function hasKubectl(): boolean {
  return spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
}

export interface Kubectl {
  text(): string;
  readonly ended: Promise<number | null>;
}

export function kubectl(kubeconfig: string, ...args: readonly string[]): Kubectl {
  let text = '';
  const child: ChildProcess = spawn('kubectl', ['--kubeconfig', kubeconfig, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
  return { text: () => text, ended: new Promise((resolve) => child.once('close', resolve)) };
}

function serverOf(kubeconfig: string): string {
  return read(kubeconfig).clusters[0]?.cluster.server ?? '';
}

function credentials(kubeconfig: string): https.RequestOptions {
  const { clusters, users } = read(kubeconfig);
  const decoded = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
  const user = users[0]?.user;
  return {
    ca: decoded(clusters[0]?.cluster['certificate-authority-data']),
    cert: decoded(user?.['client-certificate-data']),
    key: decoded(user?.['client-key-data']),
    agent: false,
  };
}

function read(kubeconfig: string): Kubeconfig {
  return parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
}
