// Finds a desktop VS Code and a display to show it on.
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { run } from './exec.mjs';

/** Path of the `code` command, or '' with no desktop VS Code or no display. */
export async function desktopCommand() {
  if (!hasDisplay()) return '';
  const found = await run(process.platform === 'win32' ? 'where' : 'which', ['code']);
  return found.code === 0 ? (found.output.trim().split(/\r?\n/)[0] ?? '') : '';
}

/** The program behind the `code` command, as the test runner wants it; '' when it is not where it usually is. */
export function desktopExecutable(command) {
  const bin = path.dirname(realpathSync(command));
  const places = ['../code', '../Code.exe', '../../../MacOS/Electron', '../../../MacOS/Code'];
  return places.map((place) => path.resolve(bin, place)).find((file) => existsSync(file)) ?? '';
}

function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
