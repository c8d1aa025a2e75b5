// A lab behind HTTPS, for tests: started in this process, with clients that hold its administrator's certificate.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { LabMethod, LabMethods } from '../host/protocol.ts';
import { LabCalls } from '../host/lab-calls.ts';
import { LabHost } from '../host/lab-host.ts';
import { nodePlatform } from '../host/node-platform.ts';
import type { Cluster } from '../index.ts';
import type { Patience } from '../serve/connections.ts';
import { serveDirectory } from '../serve/serve-directory.ts';

export interface Answered {
  readonly code: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Without the administrator's certificate. */
  readonly nobody?: boolean;
}

export class ServedLab {
  readonly dir = mkdtempSync(path.join(tmpdir(), 'kubelab-test-'));
  readonly host: LabHost;
  readonly #calls: LabCalls;
  readonly #agents: https.Agent[] = [];
  /** The one that runs. */
  cluster: Cluster | undefined;
  #close: () => Promise<void> = () => Promise.resolve();
  server = '';
  kubeconfig = '';

  /** `patience`: the server's with quiet connections, where it is not the usual one. */
  constructor(patience?: Patience) {
    // Cloned, as a worker's messages are.
    this.host = new LabHost((message) => 'id' in message && this.#calls.take(structuredClone(message)), nodePlatform, {
      onCluster: (cluster) => (this.cluster = cluster),
      serve: (entrance, options) => serveDirectory(entrance, { ...options, ...(patience && { patience }) }),
    });
    this.#calls = new LabCalls((call) => void this.host.receive(call));
  }

  async start(options: LabMethods['start']['params'] = {}): Promise<this> {
    await this.call('start', { seed: 1, ...options });
    const { server, kubeconfig } = await this.call('serve', { dir: this.dir });
    this.server = server;
    this.kubeconfig = kubeconfig;
    this.#close = async () => {
      await this.call('unserve', null);
      await this.call('pause', null);
    };
    return this;
  }

  async stop(): Promise<void> {
    for (const agent of this.#agents) agent.destroy();
    await this.#close();
    rmSync(this.dir, { recursive: true, force: true });
  }

  call<M extends LabMethod>(method: M, params: LabMethods[M]['params']): Promise<LabMethods[M]['result']> {
    return this.#calls.call(method, params);
  }

  /** Connections of the administrator, or of nobody. */
  agent(options: https.AgentOptions = {}, nobody = false): https.Agent {
    const read = (name: string): Buffer => readFileSync(path.join(this.dir, name));
    const credentials = nobody ? {} : { cert: read('admin.crt'), key: read('admin.key') };
    const agent = new https.Agent({ keepAlive: true, ca: read('ca.crt'), ...credentials, ...options });
    this.#agents.push(agent);
    return agent;
  }

  request(method: string, target: string, asked: Asked = {}, agent = this.agent({}, asked.nobody)): Promise<Answered> {
    return ask(agent, method, `${this.server}${target}`, asked);
  }
}

/** One request, its answer read to the end. */
export function ask(agent: https.Agent, method: string, url: string, { body, headers = {} }: Asked): Promise<Answered> {
  const text = body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  const type = text === undefined || headers['content-type'] !== undefined ? {} : { 'content-type': 'application/json' };
  // Node frames the body of a DELETE only when told its length.
  const length = text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method, agent, headers: { ...type, ...length, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ code: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString('utf8') }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(text);
  });
}
