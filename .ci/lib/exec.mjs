// Runs other programs: with their output shown, or kept and shown only when they fail.
import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/**
 * Runs a program to its end and keeps its output; `show` passes it through as well.
 * Resolves to `{ code, output, ms }`; never throws for a bad exit code.
 */
export function run(command, args, { cwd = root, env = process.env, show = false } = {}) {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks = [];
    const keep = (chunk, to) => {
      chunks.push(chunk);
      if (show) to.write(chunk);
    };
    child.stdout.on('data', (chunk) => keep(chunk, process.stdout));
    child.stderr.on('data', (chunk) => keep(chunk, process.stderr));
    const end = (code, note = '') => resolve({ code, output: Buffer.concat(chunks).toString() + note, ms: performance.now() - started });
    child.once('error', (error) => end(127, `${error.message}\n`));
    child.once('close', (code, signal) => end(code ?? 1, signal ? `ended by ${signal}\n` : ''));
  });
}

/** Runs a program that has to succeed, in as many attempts as it is given; its output is in the error when it does not. */
export async function mustRun(command, args, { attempts = 1, ...options } = {}) {
  const result = await run(command, args, options);
  if (result.code !== 0 && attempts > 1) return mustRun(command, args, { attempts: attempts - 1, ...options });
  if (result.code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${result.code}\n${result.output.slice(-4000)}`);
  return result;
}

/** The environment without what an outer npm, VS Code or code-server left in it, which would change how they behave inside. */
export function cleanEnv(extra = {}) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (
      /^(VSCODE_|CODE_SERVER_|PASSWORD$|HASHED_PASSWORD$|ELECTRON_|npm_(package|lifecycle)_|npm_config_local_prefix$|INIT_CWD$|NODE_OPTIONS$)/.test(
        name,
      )
    ) {
      delete env[name];
    }
  }
  return { ...env, ...extra };
}

/** Is this program on the PATH? */
export async function hasProgram(name) {
  return (await run('sh', ['-c', `command -v ${name}`])).code === 0;
}

/** `2.4 s` or `380 ms`. */
export function duration(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
