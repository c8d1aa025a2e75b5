// npm start: opens the extension in a VS Code on a sample workspace; `-- --check` does the main job in it by itself.
// Runs before anything is installed, so nothing here needs an npm package.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { codeServerObstacle, installCodeServer, isCodeServerInstalled } from './lib/code-server-install.mjs';
import { installVsix, makeProfile, remoteUri, removeProfile, startCodeServer, workbenchUrl } from './lib/code-server.mjs';
import { desktopCommand } from './lib/desktop.mjs';
import { mustRun, run } from './lib/exec.mjs';
import { ensurePackages } from './lib/packages.mjs';
import { dist, root, samples, vsixFile } from './lib/paths.mjs';
import { copySamples } from './lib/workspace.mjs';

const say = (line) => console.log(line);
const sample = 'deployment.yaml';

await ensurePackages(say);
say('building …');
const built = await run(process.execPath, ['.ci/build.mjs'], { show: true });
if (built.code !== 0) process.exit(built.code);

if (process.argv.includes('--check')) {
  process.exit(await checkMainJob());
}
const code = await desktopCommand();
process.exit(code ? await openDesktop(code) : await openBrowser());

/** The story of a person at work, without one: exits 0 when all of it happened. */
async function checkMainJob() {
  const result = await run(process.execPath, ['.ci/e2e.mjs', '--only', 'drive'], { show: true });
  say('screenshots: out/screenshots');
  return result.code;
}

async function openDesktop(command) {
  const profile = makeProfile();
  const folder = copySamples(profile.folder);
  say(`opening VS Code with a profile of its own on ${folder}`);
  say('close the window, or press Ctrl-C here, to end');
  const flags = ['--new-window', '--wait', '--disable-workspace-trust', `--extensionDevelopmentPath=${root}`];
  const places = ['--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
  const result = await run(command, [...flags, ...places, folder, path.join(folder, sample)], { show: true });
  removeProfile(profile);
  return result.code;
}

async function openBrowser() {
  const obstacle = codeServerObstacle();
  if (obstacle !== '') return withoutEditor(obstacle);
  if (!isCodeServerInstalled()) {
    say('There is no desktop VS Code with a display here, so VS Code will be served for your browser.');
    say('This fetches about 0.8 GB, once, into .cache/code-server.');
  }
  try {
    await installCodeServer(say);
  } catch (error) {
    return withoutEditor(error.message);
  }
  await mustRun(process.execPath, ['.ci/package.mjs']);
  const profile = makeProfile({ 'workbench.reduceMotion': 'auto' });
  const folder = copySamples(profile.folder);
  await installVsix(profile, vsixFile);
  const password = randomBytes(9).toString('base64url');
  const server = await startCodeServer(profile, { password });
  say(`\nVS Code:   ${workbenchUrl(server, folder, [['openFile', remoteUri(server, path.join(folder, sample))]])}`);
  say(`Password:  ${password}`);
  say('Ctrl-C ends it.');
  const asked = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve);
  });
  await Promise.race([asked, server.gone]);
  await server.stop();
  removeProfile(profile);
  return 0;
}

/** What is left without any editor: the same job in the terminal. The exit code says that no editor was shown. */
async function withoutEditor(reason) {
  say(`No VS Code can be shown here: ${reason}`);
  say('The same job without an editor:\n');
  await run(process.execPath, [path.join(dist, 'serve/kubelab.cjs'), 'run', path.join(samples, 'my-app.yaml')], { show: true });
  return 1;
}
