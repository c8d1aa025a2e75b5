// The wire of a served lab: real HTTPS, in real time. Bob's certificate is signed with the lab's own authority.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { createSigned } from '../serve/certificates.ts';
import type { Caller, Wire, WireRequest } from './oracle-protocol.ts';
import type { WireAnswer, WireWatch } from './protocol-compare.ts';
import type { ServedLab } from './served-lab.ts';

export function createHttpsWire(lab: ServedLab): Wire {
  const agents: Readonly<Record<Caller, https.Agent>> = {
    admin: lab.agent(),
    bob: lab.agent(certificateOfBob(lab), true),
    nobody: lab.agent({}, true),
  };
  const agentOf = ({ caller }: WireRequest): https.Agent => agents[caller];
  const send = async (request: WireRequest): Promise<WireAnswer> => {
    const { method, path, headers, body } = request;
    const answer = await lab.request(method, path, { headers, ...(body === undefined ? {} : { body }) }, agentOf(request));
    return { status: answer.code, headers: flat(answer.headers), text: answer.text };
  };
  const sendAll = async (requests: readonly WireRequest[]): Promise<void> => {
    for (const request of requests) await send(request);
  };
  return {
    send,
    wait: async (ms) => void (await lab.call('skip', { ms })),
    watch: (request, meanwhile, afterMs) =>
      new Promise((resolve, reject) => {
        const began = Date.now();
        const lines: { atMs: number; line: unknown }[] = [];
        const url = `${lab.server}${request.path}`;
        const writes = setTimeout(() => void sendAll(meanwhile), afterMs);
        const stream = https.get(url, { agent: agentOf(request), headers: request.headers }, (response) => {
          let left = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => {
            const texts = (left + part).split('\n');
            left = texts.pop() ?? '';
            for (const text of texts) lines.push({ atMs: Date.now() - began, line: JSON.parse(text) });
          });
          response.on('end', () => {
            clearTimeout(writes);
            const watch: WireWatch = {
              status: response.statusCode ?? 0,
              headers: flat(response.headers),
              lines,
              closedAtMs: Date.now() - began,
            };
            resolve(watch);
          });
        });
        stream.on('error', reject);
      }),
  };
}

function certificateOfBob({ dir }: ServedLab): https.AgentOptions {
  const read = (name: string): string => readFileSync(join(dir, name), 'utf8');
  const authority = { certificate: read('ca.crt'), key: read('ca.key') };
  const { certificate, key } = createSigned(authority, { subject: { commonName: 'bob' }, use: 'client' }, Date.now());
  return { cert: certificate, key };
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}
