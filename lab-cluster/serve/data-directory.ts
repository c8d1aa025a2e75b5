// A server's directory: its certificates and kubeconfig, and who holds it. Keys are for their owner's eyes only.
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createAuthority, createSigned, type KeyPair } from './certificates.ts';

const LOCK = 'holder.pid';
/** What the server's certificate is for, as kubeadm writes it. */
const SERVER_NAMES = [
  '127.0.0.1',
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  '10.96.0.1',
];
export const ADMIN = 'kubernetes-admin';

export interface Certificates {
  readonly authority: KeyPair;
  readonly server: KeyPair;
  readonly admin: KeyPair;
}

/**
 * Takes the directory for this process; an error names who holds it. The result gives it back. A `holder` takes it over from
 * itself: a worker thread that was ended cannot give back what it held for it.
 */
export function holdDirectory(dir: string, holder = ''): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lock = path.join(dir, LOCK);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const file = openSync(lock, 'wx', 0o600);
      writeSync(file, `${process.pid} ${holder}`.trimEnd() + '\n');
      closeSync(file);
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const pid = livingHolder(lock, holder);
    if (pid !== undefined) throw new Error(`the data directory ${dir} is held by process ${pid}`);
    // Left behind by a process that is no more.
    rmSync(lock, { force: true });
  }
  throw new Error(`the data directory ${dir} cannot be locked: ${lock} comes back again and again`);
}

/** The living process that holds a lock, ourselves included unless it is the same holder. */
function livingHolder(lock: string, holder: string): number | undefined {
  let pid: number;
  let name: string;
  try {
    const [first = '', ...rest] = readFileSync(lock, 'utf8').trim().split(' ');
    pid = Number(first);
    name = rest.join(' ');
  } catch {
    return undefined;
  }
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  if (pid === process.pid && holder !== '' && name === holder) return undefined;
  try {
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? pid : undefined;
  }
}

/** Reads the certificates, making what is missing. */
export function certificatesIn(dir: string, nowMs: number): Certificates {
  const authority = pairIn(dir, 'ca', () => createAuthority(nowMs));
  const subject = { commonName: 'kube-apiserver' };
  const server = pairIn(dir, 'apiserver', () => createSigned(authority, { subject, use: 'server', altNames: SERVER_NAMES }, nowMs));
  const person = { commonName: ADMIN, organizations: ['kubeadm:cluster-admins'] };
  const admin = pairIn(dir, 'admin', () => createSigned(authority, { subject: person, use: 'client' }, nowMs));
  return { authority, server, admin };
}

function pairIn(dir: string, name: string, make: () => KeyPair): KeyPair {
  const certificateFile = path.join(dir, `${name}.crt`);
  const keyFile = path.join(dir, `${name}.key`);
  if (existsSync(certificateFile) && existsSync(keyFile))
    return { certificate: readFileSync(certificateFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  const pair = make();
  writePrivate(keyFile, pair.key);
  writePrivate(certificateFile, pair.certificate);
  return pair;
}

/** Whole or not at all, and readable by its owner alone. */
export function writePrivate(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.tmp`;
  rmSync(draft, { force: true });
  writeFileSync(draft, content, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}
