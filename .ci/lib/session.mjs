// One VS Code session from a fresh profile to its removal, whatever happens in between.
import { installVsix, makeProfile, removeProfile, startCodeServer } from './code-server.mjs';
import { vsixFile } from './paths.mjs';
import { copySamples } from './workspace.mjs';

/** Installs the packages, starts VS Code on a copy of the samples, and hands `{ profile, folder, server }` to `act`. */
export async function withVscode({ packages = [vsixFile], settings = {}, automation = false }, act) {
  const profile = makeProfile(settings);
  try {
    const folder = copySamples(profile.folder);
    for (const file of packages) await installVsix(profile, file);
    const server = await startCodeServer(profile, { automation });
    try {
      return await act({ profile, folder, server });
    } finally {
      await server.stop();
    }
  } finally {
    removeProfile(profile);
  }
}
