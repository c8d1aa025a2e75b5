// A shell script taken apart: its commands in order, loops over a list written out, and the body of a loop that never ends.
import { type Environment, expand } from './echo.ts';

export interface ScriptPart {
  readonly text: string;
  readonly onlyAfterSuccess: boolean;
  readonly onlyAfterFailure: boolean;
}

/** Splits at `;`, newlines, `&&` and `||`, outside quotes. */
export function splitScript(script: string): readonly ScriptPart[] {
  const parts: ScriptPart[] = [];
  let text = '';
  let quote = '';
  let joiner = '';
  const push = (next: string): void => {
    if (text.trim() !== '') parts.push({ text: text.trim(), onlyAfterSuccess: joiner === '&&', onlyAfterFailure: joiner === '||' });
    text = '';
    joiner = next;
  };
  for (let i = 0; i < script.length; i++) {
    const char = script[i] as string;
    const pair = script.slice(i, i + 2);
    if (quote !== '') {
      text += char;
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") {
      quote = char;
      text += char;
    } else if (pair === '&&' || pair === '||') {
      push(pair);
      i++;
    } else if (char === ';' || char === '\n') push('');
    else text += char;
  }
  push('');
  return parts;
}

/** What is between a loop's first line and its `done`, or all that is left. */
export function loopBody(parts: readonly ScriptPart[], at: number): readonly ScriptPart[] {
  const end = parts.findIndex(({ text }, index) => index > at && text === 'done');
  return parts.slice(at + 1, end < 0 ? undefined : end).map(withoutDo);
}

function withoutDo(part: ScriptPart): ScriptPart {
  return { ...part, text: part.text.replace(/^do\s+/, '') };
}

const MOST_ROUNDS = 1_000;

/** `for i in 1 2 3; do …; done` as the commands it comes to. A loop within a loop is left as it is. */
export function unrolled(parts: readonly ScriptPart[], environment: Environment): readonly ScriptPart[] {
  const at = parts.findIndex(({ text }) => /^for \w+ in /.test(text));
  const [, variable = '', list = ''] = /^for (\w+) in (.*)$/.exec(parts[at]?.text ?? '') ?? [];
  const end = parts.findIndex(({ text }, index) => index > at && text === 'done');
  if (at < 0 || end < 0) return parts;
  const items = itemsOf(list, environment);
  const body = loopBody(parts, at);
  const rounds = items.flatMap((item) =>
    body.map((part) => ({ ...part, text: part.text.replace(new RegExp(`\\$(?:${variable}\\b|\\{${variable}\\})`, 'g'), item) })),
  );
  return [...parts.slice(0, at), ...rounds, ...unrolled(parts.slice(end + 1), environment)];
}

function itemsOf(list: string, environment: Environment): readonly string[] {
  const [, from, to] = /^(?:\$\(seq (?:(\d+) )?(\d+)\)|`seq (?:\d+ )?\d+`)$/.exec(list.trim()) ?? [];
  if (to === undefined) return expand(list, environment).trim().split(/\s+/).slice(0, MOST_ROUNDS);
  const first = Number(from ?? 1);
  return Array.from({ length: Math.min(MOST_ROUNDS, Math.max(0, Number(to) - first + 1)) }, (_, index) => String(first + index));
}
