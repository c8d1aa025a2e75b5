// Which program a container runs, given its image and the pod's command, args and environment. The shell is understood as
// far as examples use it: sleep, exit, true, false, files that come and go, loops that never end.
import type { ContainerConfig } from './cri.ts';
import { type Environment, printedBy } from './echo.ts';
import type { ImageDefinition } from './image-definition.ts';
import { type Print, type Program, type Stage, server, task } from './program.ts';
import { loopBody, type ScriptPart, splitScript, unrolled } from './script.ts';

export type Choice = { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly missing: string };

/** Commands that do their work and leave at once. */
const quickCommands = new Set([
  'echo',
  'printf',
  'date',
  'ls',
  'cat',
  'env',
  'printenv',
  'hostname',
  'id',
  'pwd',
  'uname',
  'whoami',
  'mkdir',
]);
quickCommands
  .add('cp')
  .add('mv')
  .add('chmod')
  .add('chown')
  .add('test')
  .add('[')
  .add('set')
  .add('cd')
  .add('export')
  .add('wget')
  .add('nslookup')
  .add(':');

const shells = new Set(['sh', 'bash', 'ash', '/bin/sh', '/bin/bash', '/bin/ash']);
const loopWords = /^(while|until)\b/;
/** One command of a script takes about this long. */
const commandMs = 5;

/** `docker run` semantics: command replaces the image's entry point, args what follows it. */
export function chooseProgram(image: ImageDefinition, config: ContainerConfig): Choice {
  const words = config.command.length > 0 ? [...config.command, ...config.args] : image.takesArgs === true ? [] : config.args;
  const first = words[0];
  if (first === undefined) return { ok: true, program: ownProgram(image, config) };
  if (image.executables.includes(first) && !(shells.has(first) && words.length > 1))
    return { ok: true, program: ownProgram(image, config) };
  if (shells.has(first)) {
    if (!image.hasShell) return { ok: false, missing: first };
    const script = words[words.findIndex((word) => /^-[a-z]*c[a-z]*$/.test(word)) + 1];
    return {
      ok: true,
      program: words.length > 1 && script !== undefined ? scriptProgram(image, config, script) : ownProgram(image, config),
    };
  }
  if (!image.hasShell) return { ok: false, missing: first };
  return { ok: true, program: scriptProgram(image, config, words.map(quoted).join(' ')) };
}

function ownProgram(image: ImageDefinition, config: ContainerConfig): Program {
  const needs = image.needsOneOf;
  if (needs !== undefined && !config.env.some((variable) => needs.variables.includes(variable.name))) return needs.without;
  return config.tty ? (image.interactive ?? image.program) : image.program;
}

function quoted(word: string): string {
  return /[\s;&|]/.test(word) ? `'${word}'` : word;
}

interface ScriptState {
  readonly stages: Stage[];
  readonly files: Set<string>;
  readonly prints: Print[];
  readonly environment: Environment;
  /** How long it has run. */
  elapsedMs: number;
  exitCode: number;
}

/** Follows a script command by command until it ends or comes to something that runs until stopped. */
function scriptProgram(image: ImageDefinition, config: ContainerConfig, script: string): Program {
  const environment = new Map(config.env.map(({ name, value }) => [name, value]));
  const state: ScriptState = { stages: [], files: new Set(), prints: [], environment, elapsedMs: 0, exitCode: 0 };
  const prints = (): { readonly prints?: readonly Print[] } => (state.prints.length === 0 ? {} : { prints: state.prints });
  const onTerm = /\btrap\b/.test(script) ? { onTerm: { afterMs: 50, exitCode: 0 } } : {};
  const parts = unrolled(splitScript(script), environment);
  for (const [index, { text, onlyAfterSuccess, onlyAfterFailure }] of parts.entries()) {
    if (onlyAfterSuccess && state.exitCode !== 0) continue;
    if (onlyAfterFailure && state.exitCode === 0) continue;
    const words = text.replace(/^exec\s+/, '').split(/\s+/);
    const first = words[0] ?? '';
    if (loopWords.test(text) || (first === 'sleep' && (words[1] === 'infinity' || words[1] === 'inf'))) {
      state.stages.push({ doing: 'working', files: [...state.files] });
      state.prints.push(...repeatedPrints(state, loopBody(parts, index)));
      return { stages: state.stages, exitCode: 0, ports: [], ...onTerm, ...prints() };
    }
    if (first === 'exit') {
      state.exitCode = words[1] === undefined ? state.exitCode : Number(words[1]) & 255;
      break;
    }
    if (!runCommand(state, text, words)) {
      const own = image.executables.includes(first)
        ? ownProgram(image, config)
        : server(config.ports, 200, { onTerm: { afterMs: 500, exitCode: 143 } });
      const later = (own.prints ?? []).map((print) => ({ ...print, atMs: print.atMs + state.elapsedMs }));
      return { ...own, stages: [...state.stages, ...own.stages], ...onTerm, prints: [...state.prints, ...later] };
    }
  }
  if (state.stages.length === 0) return task(commandMs, state.exitCode, prints());
  return { stages: state.stages, exitCode: state.exitCode, ports: [], ...onTerm, ...prints() };
}

/** What a loop without end prints, again and again. */
function repeatedPrints(state: ScriptState, body: readonly ScriptPart[]): readonly Print[] {
  let atMs = state.elapsedMs;
  const once: Print[] = [];
  for (const { text } of body) {
    const [first = '', second = ''] = text.split(/\s+/);
    for (const line of printedBy(text, state.environment)) once.push({ atMs, text: line });
    atMs += first === 'sleep' ? sleepMs(second) : commandMs;
  }
  const everyMs = Math.max(commandMs, atMs - state.elapsedMs);
  return once.map((print) => ({ ...print, everyMs }));
}

/** Runs one command that ends by itself; false when it is none of those. */
function runCommand(state: ScriptState, text: string, words: readonly string[]): boolean {
  const [first = '', second = ''] = words;
  const target = />>?\s*([^\s>&]+)\s*$/.exec(text)?.[1];
  if (target !== undefined) state.files.add(target);
  if (first === 'touch' || first === 'rm') {
    for (const word of words.slice(1)) {
      if (word.startsWith('-')) continue;
      if (first === 'touch') state.files.add(word);
      else state.files.delete(word);
    }
  }
  const stage = (ms: number): void => {
    state.stages.push({ doing: 'working', ms, files: [...state.files] });
    state.elapsedMs += ms;
  };
  for (const line of printedBy(text, state.environment)) state.prints.push({ atMs: state.elapsedMs, text: line });
  if (first === 'sleep') {
    stage(sleepMs(second));
    state.exitCode = 0;
    return true;
  }
  if (first === 'cat' && second.startsWith('/tmp/')) {
    state.exitCode = state.files.has(second) ? 0 : 1;
    return true;
  }
  if (first === 'true' || first === 'false') {
    state.exitCode = first === 'true' ? 0 : 1;
    stage(commandMs);
    return true;
  }
  const isQuick =
    quickCommands.has(first) ||
    first === 'touch' ||
    first === 'rm' ||
    first === 'trap' ||
    first === 'for' ||
    first === 'do' ||
    first === 'done';
  if (isQuick || /^\w+=/.test(first)) {
    state.exitCode = 0;
    stage(commandMs);
    return true;
  }
  return false;
}

function sleepMs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text);
  if (match === null) return commandMs;
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[match[2] === '' ? 's' : (match[2] as 's' | 'm' | 'h' | 'd')];
  return Number(match[1]) * unit * 1000;
}
