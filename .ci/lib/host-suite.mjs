// Runs the suite that lives inside the extension host: in desktop VS Code where there is one, and in code-server.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { installVsix, makeProfile, remoteUri, removeProfile, startCodeServer } from './code-server.mjs';
import { dist, root, vsixFile } from './paths.mjs';
import { openWorkbench } from './workbench.mjs';
import { copySamples } from './workspace.mjs';

const suite = path.join(dist, 'test/suite.cjs');

/** Resolves to `{ code, lines }`; a suite that does not end within `timeoutMs` has the code 124. */
export async function runInCodeServer(browser, { timeoutMs = 240_000, onLine = () => {} } = {}) {
  const profile = makeProfile();
  try {
    await installVsix(profile, vsixFile);
    const server = await startCodeServer(profile, { automation: true });
    try {
      return await runSuite(browser, server, profile, timeoutMs, onLine);
    } finally {
      await server.stop();
    }
  } finally {
    removeProfile(profile);
  }
}

async function runSuite(browser, server, profile, timeoutMs, onLine) {
  const lines = [];
  const hear = (line) => {
    lines.push(line);
    onLine(line);
  };
  const ended = withResolvers();
  const { context } = await openWorkbench(browser, server, {
    folder: copySamples(profile.folder),
    payload: [
      // What was installed from the .vsix, so that the package itself is what is tested.
      ['extensionDevelopmentPath', remoteUri(server, installedExtension(profile))],
      ['extensionTestsPath', remoteUri(server, suite)],
    ],
    before: async (page) => {
      await page.exposeFunction('codeAutomationExit', (code) => ended.resolve(code));
      await page.exposeFunction('codeAutomationLog', (_type, args) => hear(format(...args)));
    },
  });
  const timer = setTimeout(() => ended.resolve(124), timeoutMs);
  const code = await ended.promise;
  clearTimeout(timer);
  await context.close();
  return { code, lines };
}

function installedExtension(profile) {
  const name = readdirSync(profile.extensions).find((entry) => entry.startsWith('kubelab.kubelab-'));
  if (!name) throw new Error('the .vsix was installed, and left no folder behind');
  return path.join(profile.extensions, name);
}

/** The same suite in a desktop VS Code that is installed here. */
export async function runInDesktop(executable) {
  const { runTests } = await import('@vscode/test-electron');
  const profile = makeProfile();
  try {
    const code = await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      launchArgs: [
        copySamples(profile.folder),
        '--user-data-dir',
        profile.userData,
        '--extensions-dir',
        profile.extensions,
        '--disable-workspace-trust',
      ],
    });
    return { code, lines: [] };
  } finally {
    removeProfile(profile);
  }
}

function withResolvers() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
