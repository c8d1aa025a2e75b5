// The kernel keeps its promises: order, death, faults, and equal histories from equal seeds.
import { describe, expect, test } from 'vitest';
import { createKernel, type Kernel } from './kernel.ts';
import type { CallResult, Context, Sim } from './sim.ts';
import { sleep } from './task.ts';

const CTX: Context = { span: 0, background: false };

function echoWorld(seed = 1): { kernel: Kernel; heard: string[] } {
  const kernel = createKernel({ seed });
  const heard: string[] = [];
  const server = kernel.machine('server', '10.0.0.1');
  const client = kernel.machine('client', '10.0.0.2');
  kernel.start(server, {
    name: 'echo',
    run: (sim) =>
      sim.net.listen('echo:1', (exchange) => {
        const span = sim.trace.start('serve', exchange.ctx, { verb: 'echo', object: String(exchange.request) });
        sim.spawn(
          (function* () {
            yield* sleep(sim, 5);
            sim.trace.end(span);
            exchange.reply(`${exchange.request}!`, span);
          })(),
        );
      }),
  });
  kernel.start(client, {
    name: 'asker',
    run: (sim: Sim) =>
      sim.spawn(
        (function* () {
          for (let i = 0; i < 3; i++) {
            const answer: CallResult<string> = yield* sim.net.call<string>('echo:1', `hello ${i}`, CTX);
            heard.push(answer.ok ? answer.value : answer.fault);
          }
        })(),
      ),
  });
  return { kernel, heard };
}

function runToEnd(kernel: Kernel): void {
  while (!kernel.idle) kernel.step();
}

describe('the kernel', () => {
  test('a call is answered after the wire and the work', () => {
    const { kernel, heard } = echoWorld();
    runToEnd(kernel);
    expect(heard).toEqual(['hello 0!', 'hello 1!', 'hello 2!']);
    expect(kernel.nowUs).toBeGreaterThan(15_000);
    expect(kernel.nowUs).toBeLessThan(17_000);
  });

  test('equal seeds give equal histories, other seeds others', () => {
    const hashOf = (seed: number): string => {
      const { kernel } = echoWorld(seed);
      runToEnd(kernel);
      return kernel.trace.hash;
    };
    expect(hashOf(7)).toBe(hashOf(7));
    expect(hashOf(7)).not.toBe(hashOf(8));
  });

  test('a caller notices that the server died under it', () => {
    const { kernel, heard } = echoWorld();
    kernel.runUntil(2_000);
    expect(kernel.kill('echo')).toBe(true);
    runToEnd(kernel);
    expect(heard).toEqual(['reset', 'refused', 'refused']);
  });

  test('a killed process does nothing more, and its restart starts anew', () => {
    const { kernel, heard } = echoWorld();
    kernel.runUntil(2_000);
    kernel.kill('asker');
    runToEnd(kernel);
    expect(heard).toEqual([]);
    kernel.restart('asker');
    runToEnd(kernel);
    expect(heard).toHaveLength(3);
    expect(kernel.processes().find((process) => process.name === 'asker')?.restarts).toBe(1);
  });

  test('what is sent over a cut link waits until it heals', () => {
    const { kernel, heard } = echoWorld();
    kernel.setLink('client', 'server', false);
    kernel.runUntil(10_000_000);
    expect(heard).toEqual([]);
    kernel.setLink('client', 'server', true);
    runToEnd(kernel);
    expect(heard).toHaveLength(3);
  });

  test('a call into a cut link times out after 30 s', () => {
    const { kernel, heard } = echoWorld();
    kernel.runUntil(2_000);
    kernel.setLink('client', 'server', false);
    kernel.runUntil(30_001_000);
    expect(heard[0]).toBeUndefined();
    kernel.runUntil(30_003_000);
    expect(heard[0]).toBe('timeout');
  });

  test('background timers do not keep the world from being idle', () => {
    const kernel = createKernel({ seed: 1 });
    const machine = kernel.machine('a', '10.0.0.1');
    let beats = 0;
    kernel.start(machine, {
      name: 'heart',
      run: (sim) => {
        const beat = (): void => {
          beats++;
          sim.clock.after(1_000_000, true, beat);
        };
        beat();
      },
    });
    expect(kernel.idle).toBe(true);
    kernel.runUntil(10_000_000);
    expect(beats).toBe(11);
  });
});
