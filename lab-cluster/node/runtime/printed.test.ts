// What scripts and images print, and when.
import { describe, expect, test } from 'vitest';
import { chooseProgram } from './command.ts';
import type { Program } from './program.ts';
import { imageCatalogue } from './images.ts';
import { printedBetween } from './printed.ts';
import type { ContainerRecord } from './records.ts';

const START_US = 5_000_000;

function programOf(repository: string, script?: string): Program {
  const image = imageCatalogue.find((each) => each.repository.endsWith(`/${repository}`));
  if (image === undefined) throw new Error(`no image ${repository}`);
  const command = script === undefined ? [] : ['sh', '-c', script];
  const env = [{ name: 'COLOR', value: 'blue' }];
  const choice = chooseProgram(image, { name: 'c', attempt: 0, image: repository, command, args: [], env, ports: [], tty: false });
  if (!choice.ok) throw new Error(`missing ${choice.missing}`);
  return choice.program;
}

function printed(program: Program, fromMs: number, toMs: number): readonly string[] {
  const container = { program, state: 'running', startedAtUs: START_US } as ContainerRecord;
  return printedBetween(container, 'web', START_US + fromMs * 1000, START_US + toMs * 1000).map(({ text }) => text);
}

describe('a script prints', () => {
  test.each([
    ['echo hello', ['hello']],
    ['echo "a;b" && echo \'$COLOR\'', ['a;b', '$COLOR']],
    ['echo $COLOR ${COLOR}s $NOSUCH.', ['blue blues .']],
    ['echo secret > /tmp/file; echo shown', ['shown']],
    ['echo "1 > 0"', ['1 > 0']],
    ['echo oops >&2', ['oops']],
    ['printf "a\\nb\\n"', ['a', 'b']],
    ['for i in 1 2 3; do echo round $i; done; echo done', ['round 1', 'round 2', 'round 3', 'done']],
    ['for i in $(seq 2 3); do echo $i; sleep 1; done', ['2', '3']],
    ['hostname; date', ['web', 'Thu Jan  1 00:00:05 UTC 2026']],
    ['false || echo sorry', ['sorry']],
  ])('%s', (script, lines) => {
    expect(printed(programOf('busybox', script), -1, 10_000)).toEqual(lines);
  });

  test('again and again in a loop without end, at its pace', () => {
    const program = programOf('busybox', 'echo start; while true; do echo tick; sleep 2; done');
    expect(printed(program, -1, 5_000)).toEqual(['start', 'tick', 'tick', 'tick']);
    expect(printed(program, 5_000, 7_000)).toEqual(['tick']);
    expect(printed(program, 0, 30 * 86_400_000).length).toBeLessThanOrEqual(5_001);
  });
});

test('a server says that it is ready', () => {
  expect(printed(programOf('nginx'), -1, 1_000).at(-1)).toBe('2026/01/01 00:00:05 [notice] 1#1: start worker process 30');
});
