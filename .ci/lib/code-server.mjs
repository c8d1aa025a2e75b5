// Starts VS Code for the browser with a fresh profile and stops exactly what it started.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { codeServerEntry, codeServerNode } from './code-server-install.mjs';
import { cleanEnv, mustRun } from './exec.mjs';
import { quietSettings } from './settings.mjs';

/** A profile of its own in a temporary folder: settings, extensions, nothing of the user's. */
export function makeProfile(settings = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'vscode-profile-'));
  const profile = {
    folder,
    userData: path.join(folder, 'user-data'),
    extensions: path.join(folder, 'extensions'),
    config: path.join(folder, 'config.yaml'),
    log: path.join(folder, 'server.log'),
  };
  mkdirSync(path.join(profile.userData, 'User'), { recursive: true });
  mkdirSync(profile.extensions);
  writeFileSync(profile.config, 'auth: none\n');
  writeFileSync(path.join(profile.userData, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }, null, 2));
  return profile;
}

export function removeProfile(profile) {
  rmSync(profile.folder, { recursive: true, force: true, maxRetries: 20 });
}

const profileFlags = (profile) => ['--config', profile.config, '--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];

export async function installVsix(profile, vsix) {
  await mustRun(codeServerNode, [codeServerEntry, ...profileFlags(profile), '--install-extension', vsix, '--force'], { env: serverEnv() });
}

/**
 * Resolves when the server answers. `password` guards it; without one it is open to this machine. `automation` lets the
 * workbench run an extension's tests and load one from a folder; it also keeps notifications from popping up.
 */
export async function startCodeServer(profile, options = {}) {
  if (options.port) return startOn(options.port, profile, options);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn(await freePort(), profile, options);
    } catch (error) {
      // A port that was free may be somebody's connection a moment later.
      if (attempt === 5 || !/EADDRINUSE/.test(error.message)) throw error;
    }
  }
}

async function startOn(listening, profile, { automation = false, password = '', flags = [] }) {
  const log = openSync(profile.log, 'a');
  const args = [
    codeServerEntry,
    ...profileFlags(profile),
    ...['--auth', password ? 'password' : 'none'],
    ...['--bind-addr', `127.0.0.1:${listening}`],
    ...[
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      '--ignore-last-opened',
    ],
    ...(automation ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ...flags,
  ];
  const env = serverEnv(password ? { PASSWORD: password } : {});
  // Detached: it has children of its own, and its process group is how to reach them all.
  const child = spawn(codeServerNode, args, { env, stdio: ['ignore', log, log], detached: true });
  const state = { exited: false };
  const killGroup = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // The whole group has gone already.
    }
  };
  const onExit = () => killGroup('SIGKILL');
  process.once('exit', onExit);
  const gone = new Promise((resolve) => child.once('exit', resolve)).then(() => {
    state.exited = true;
    process.off('exit', onExit);
  });
  const url = `http://127.0.0.1:${listening}`;
  await untilHealthy(url, state, profile.log);
  const stop = async () => {
    killGroup('SIGTERM');
    await Promise.race([gone, pause(5_000)]);
    killGroup('SIGKILL');
  };
  return { url, authority: `127.0.0.1:${listening}`, processGroup: child.pid, gone, stop };
}

async function untilHealthy(url, state, log) {
  const deadline = Date.now() + 300_000;
  while (Date.now() < deadline) {
    if (state.exited) throw new Error(`code-server ended at once:\n${readFileSync(log, 'utf8').slice(-3000)}`);
    const healthy = await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (healthy) return;
    await pause(50);
  }
  throw new Error(`code-server did not answer within 300 s:\n${readFileSync(log, 'utf8').slice(-3000)}`);
}

/** Opening this address opens the folder; `payload` carries workbench options. */
export function workbenchUrl(server, folder, payload = []) {
  const query = new URLSearchParams({ folder: path.resolve(folder) });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `${server.url}/?${query}`;
}

/** How the workbench in the browser names a file on this machine. */
export function remoteUri(server, file) {
  return `vscode-remote://${server.authority}${path.resolve(file)}`;
}

function serverEnv(extra = {}) {
  // Without a gallery nothing is looked up outside.
  return { ...cleanEnv(), EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '' }), ...extra };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
