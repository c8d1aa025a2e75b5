// Runs the suite that lives inside the extension host: in desktop VS Code where there is one, and in code-server.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { makeProfile, remoteUri, removeProfile } from './code-server.mjs';
import { dist, root } from './paths.mjs';
import { withVscode } from './session.mjs';
import { openWorkbench } from './workbench.mjs';
import { copySamples } from './workspace.mjs';

const suite = path.join(dist, 'test/suite.cjs');

/** Runs a bundled `run()` in the extension host of code-server; `files`, name → text, stand in the workspace beside the samples. Resolves to `{ code, lines }`; 124 is the code when time is up. */
export async function runInCodeServer(browser, { tests = suite, settings = {}, files = {}, timeoutMs = 900_000 } = {}) {
  return withVscode({ settings, automation: true }, async ({ profile, folder, server }) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    const lines = [];
    let end;
    const ended = new Promise((resolve) => {
      end = resolve;
    });
    const { context } = await openWorkbench(browser, server, {
      folder,
      payload: [
        // What was installed from the .vsix, so that the package itself is what is tested.
        ['extensionDevelopmentPath', remoteUri(server, installedExtension(profile))],
        ['extensionTestsPath', remoteUri(server, tests)],
      ],
      before: async (page) => {
        await page.exposeFunction('codeAutomationExit', (code) => end(code));
        await page.exposeFunction('codeAutomationLog', (_type, args) => lines.push(format(...args)));
      },
    });
    const timer = setTimeout(() => end(124), timeoutMs);
    const code = await ended;
    clearTimeout(timer);
    await context.close();
    return { code, lines };
  });
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
