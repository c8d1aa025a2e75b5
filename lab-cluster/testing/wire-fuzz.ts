// Damaged connections against the HTTPS server, some at a time: after each round a good request must be answered, nothing that was
// hidden may have been done, and when all is over no socket may be left. The seed brings a round back.
import { readFileSync } from 'node:fs';
import type https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import process from 'node:process';
import tls from 'node:tls';
import type { Patience } from '../serve/connections.ts';
import { LIMITS } from '../serve/limits.ts';
import { createRng } from '../sim/rng.ts';
import type { Rng } from '../sim/sim.ts';
import { isUpstreamsFault } from './fuzz.ts';
import { damagedHttp1, pick, SMUGGLED } from './http1-damage.ts';
import { damagedHttp2, noise } from './http2-damage.ts';
import { ServedLab } from './served-lab.ts';

export interface WireReport {
  readonly connections: number;
  /** How connections ended: by status of the first answer, `fault` for one that no real server gives, `closed` or `left open`. */
  readonly ends: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

const A_ROUND = 40;
/** Whoever waits for more than was sent is hung up on by us, after this and after those who came later have been answered. */
const PATIENCE_MS = 120;
const HANDSHAKE_MS = 300_000;
/** The server's, when all is over: sessions that the damage has ended are noticed by their silence alone. Until then it is as patient as ever. */
const IMPATIENCE: Partial<Patience> = { idleMs: 1_000, probeMs: 500, stallMs: 1_000 };
const SETTLED_MS = 300_000;
const MOST_SHOWN = 400;
const MOST_READ = 4_000;

/** What one connection does. */
interface Attack {
  readonly how: 'tls' | 'tcp';
  readonly alpn: readonly string[];
  readonly bytes: Buffer;
  /** In how many pieces. */
  readonly pieces: number;
  readonly ending: 'wait' | 'half-close' | 'destroy';
}

export async function fuzzWire(seed: number, connections: number): Promise<WireReport> {
  // How long somebody may stall is settled when the server starts, and decides how long the last of them stay when all is over.
  const patience: Patience = { ...LIMITS, stallMs: 10_000, sweepMs: 250 };
  const lab = await new ServedLab(patience).start();
  const ends = new Map<string, number>();
  const problems: string[] = [];
  const crash = (error: unknown): void =>
    void problems.push(`CRASH seed ${seed}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);
  const written = process.stderr.write.bind(process.stderr);
  process.stderr.write = ((text: string | Uint8Array) => {
    problems.push(`seed ${seed}: the server complains: ${String(text)}`);
    return true;
  }) as typeof process.stderr.write;
  const before = openSockets();
  try {
    const rng = createRng(seed, 'wire');
    const later = lab.agent({ maxSockets: 1 });
    for (let made = 0; made < connections; made += A_ROUND) {
      const attacks = Array.from({ length: Math.min(A_ROUND, connections - made) }, () => attackOf(rng, hostOf(lab)));
      for (const end of await Promise.all(attacks.map((attack) => carryOut(lab, attack, later)))) {
        ends.set(end, (ends.get(end) ?? 0) + 1);
        if (end === 'fault') problems.push(`seed ${seed}, connections from ${made}: answered with a fault`);
      }
      const good = await goodRequest(lab);
      if (good !== '') problems.push(`seed ${seed}, connections from ${made}: ${good}`);
    }
    later.destroy();
    Object.assign(patience, IMPATIENCE);
    const left = await socketsLeft(before);
    if (left > 0) problems.push(`seed ${seed}: ${left} sockets are left`);
  } finally {
    process.stderr.write = written;
    await lab.stop();
    process.off('uncaughtException', crash);
    process.off('unhandledRejection', crash);
  }
  return { connections, ends, problems };
}

export function wireText({ connections, problems }: WireReport): string {
  return [...problems.map((line) => line.slice(0, MOST_SHOWN)), `wire: ${connections} connections, ${problems.length} problems`].join('\n');
}

const hostOf = (lab: ServedLab): string => `127.0.0.1:${new URL(lab.server).port}`;

function attackOf(rng: Rng, host: string): Attack {
  const shared = { pieces: 1 + rng.below(3), ending: pick(rng, ['wait', 'wait', 'half-close', 'destroy'] as const) };
  switch (rng.below(10)) {
    case 0:
      return { ...shared, how: 'tcp', alpn: [], bytes: notTls(rng, host) };
    case 1:
      // Speaks another protocol than it said.
      return { ...shared, how: 'tls', alpn: ['h2'], bytes: Buffer.from(damagedHttp1(rng, host), 'latin1') };
    case 2:
      return { ...shared, how: 'tls', alpn: pick(rng, [['spdy/9'], [], ['http/1.1']]), bytes: damagedHttp2(rng, host) };
    case 3:
    case 4:
    case 5:
      return { ...shared, how: 'tls', alpn: ['h2'], bytes: damagedHttp2(rng, host) };
    default:
      return { ...shared, how: 'tls', alpn: ['http/1.1'], bytes: Buffer.from(damagedHttp1(rng, host), 'latin1') };
  }
}

/** Bytes before any handshake: plain requests, records that are too long, hellos that are none. */
function notTls(rng: Rng, host: string): Buffer {
  return pick(rng, [
    (): Buffer => Buffer.from(damagedHttp1(rng, host), 'latin1'),
    (): Buffer => noise(rng, rng.below(500)),
    (): Buffer => Buffer.concat([Buffer.from([22, 3, 1, 255, 255]), noise(rng, 300)]),
    (): Buffer => Buffer.concat([Buffer.from([22, 3, 1, 0, 100, 1, 0, 0, 96, 3, 3]), noise(rng, 94)]),
    (): Buffer => Buffer.from([21, 3, 3, 0, 2, 2, 40]),
    (): Buffer => Buffer.alloc(0),
  ])();
}

/** How it ended. */
function carryOut(lab: ServedLab, attack: Attack, later: https.Agent): Promise<string> {
  return new Promise((resolve) => {
    const port = Number(new URL(lab.server).port);
    const socket =
      attack.how === 'tcp'
        ? net.connect(port, '127.0.0.1', () => strike())
        : tls.connect({ host: '127.0.0.1', port, secureContext: credentials(lab), ALPNProtocols: [...attack.alpn] }, () => strike());
    let answer = '';
    let end = 'closed';
    const strike = (): void => {
      const size = Math.max(1, Math.ceil(attack.bytes.length / attack.pieces));
      for (let at = 0; at < attack.bytes.length; at += size) socket.write(attack.bytes.subarray(at, at + size));
      clearTimeout(patience);
      patience = setTimeout(() => void answered(later, lab).then(giveUp), PATIENCE_MS);
      if (attack.ending === 'half-close') socket.end();
      if (attack.ending === 'destroy') setImmediate(() => socket.destroy());
    };
    const giveUp = (): void => {
      end = 'left open';
      socket.destroy();
    };
    let patience = setTimeout(giveUp, HANDSHAKE_MS);
    socket.on('data', (part: Buffer) => {
      if (answer.length < MOST_READ) answer += part.toString('latin1');
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(patience);
      resolve(endOf(answer) ?? end);
    });
  });
}

/** Whatever was to be answered before these two has been by then. */
async function answered(later: https.Agent, lab: ServedLab): Promise<void> {
  for (let asked = 0; asked < 2; asked++) await lab.request('GET', '/version', {}, later).catch(() => undefined);
}

function endOf(answer: string): string | undefined {
  const status = /^HTTP\/1\.1 (\d\d\d)/.exec(answer)?.[1];
  if (status?.startsWith('5') !== true || status === '501') return status;
  const message = /"message":("(?:[^"\\]|\\.)*")/.exec(answer)?.[1];
  return message !== undefined && isUpstreamsFault(JSON.parse(message) as string) ? status : 'fault';
}

const credentialsOf = new WeakMap<ServedLab, tls.SecureContext>();

/** Read once: keys and certificates cost more than a handshake. */
function credentials(lab: ServedLab): tls.SecureContext {
  const known = credentialsOf.get(lab);
  if (known !== undefined) return known;
  const read = (name: string): Buffer => readFileSync(path.join(lab.dir, name));
  const made = tls.createSecureContext({ ca: read('ca.crt'), cert: read('admin.crt'), key: read('admin.key') });
  credentialsOf.set(lab, made);
  return made;
}

/** Empty when all is well. */
async function goodRequest(lab: ServedLab): Promise<string> {
  const agent = lab.agent({ keepAlive: false });
  try {
    const { code, text } = await lab.request('GET', '/api/v1/namespaces/default/configmaps', {}, agent);
    if (code !== 200) return `a good request is answered ${code}`;
    return text.includes(`"name":"${SMUGGLED}"`) ? 'what was hidden in a body was done' : '';
  } catch (error) {
    return `a good request is not answered: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /^(?:TCPSocket|TLS)/.test(name)).length;
}

async function socketsLeft(before: number): Promise<number> {
  const until = performance.now() + SETTLED_MS;
  while (openSockets() > before && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  return Math.max(0, openSockets() - before);
}
