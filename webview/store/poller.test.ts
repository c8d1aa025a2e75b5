// The poller asks only when there is something new: never while paused, idle or hidden.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { labState } from '../dev/scene.ts';
import { ordinary } from '../dev/written.ts';
import type { HostLink } from './host-link.ts';
import { Poller } from './poller.ts';
import { createViewStore } from './view-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function bench() {
  const store = createViewStore();
  const asked: string[] = [];
  const answers: Record<string, unknown> = {
    episodes: [{ root: 1, title: '', startUs: 0 }],
    episode: ordinary.episode,
    timeline: { ...ordinary.timeline, traceHash: '' },
  };
  const host: HostLink = {
    call: (method) => {
      asked.push(method);
      return Promise.resolve(answers[method] as never);
    },
    send: () => undefined,
    take: () => false,
    load: () => undefined,
    save: () => undefined,
  };
  const poller = new Poller(store, host);
  const newer = (root: number) => {
    answers['episodes'] = [{ root, title: '', startUs: 0 }];
    answers['episode'] = { ...ordinary.episode, root };
  };
  const lab = (part: Parameters<typeof labState>[0]) => {
    store.dispatch({ do: 'lab', state: labState(part) });
    poller.wake();
  };
  return { poller, store, newer, lab, asked };
}

describe('the poller', () => {
  it('asks for the newest episode and the timeline once, then rests', async () => {
    const { lab, asked } = bench();
    lab({ revision: 5 });
    await vi.advanceTimersByTimeAsync(3000);
    expect(asked).toEqual(['episodes', 'episode', 'timeline']);
    lab({ revision: 5, timeUs: 99 });
    await vi.advanceTimersByTimeAsync(3000);
    expect(asked).toHaveLength(3);
  });

  it('asks again after what left no revision behind: a killed process, a refusal, a dry run', async () => {
    const { lab, asked } = bench();
    lab({ revision: 5, newest: 1 });
    await vi.advanceTimersByTimeAsync(3000);
    asked.length = 0;
    lab({ revision: 5, newest: 3 });
    await vi.advanceTimersByTimeAsync(300);
    expect(asked).toContain('episode');
  });

  it('leaves a request that is followed live for a newer one, but not one that is looked at in the past', async () => {
    const { store, poller, newer, lab } = bench();
    lab({ revision: 5, newest: 1 });
    await vi.advanceTimersByTimeAsync(3000);
    poller.pin(1);
    store.dispatch({ do: 'step', step: 99 });
    newer(3);
    store.dispatch({ do: 'goal', goal: { at: 'past', timeUs: 1 } });
    lab({ revision: 5, newest: 3 });
    await vi.advanceTimersByTimeAsync(3000);
    expect(store.state).toMatchObject({ followed: true, step: 12 });
    newer(5);
    store.dispatch({ do: 'goal', goal: { at: 'live' } });
    lab({ revision: 5, newest: 5 });
    await vi.advanceTimersByTimeAsync(3000);
    expect(store.state).toMatchObject({ followed: false, step: 0, trace: { root: 5 } });
  });

  it('asks at most four times a second while the lab works', async () => {
    const { lab, asked } = bench();
    for (let revision = 1; revision <= 100; revision++) {
      lab({ revision });
      await vi.advanceTimersByTimeAsync(20);
    }
    expect(asked.filter((method) => method === 'episodes').length).toBeLessThanOrEqual(9);
    expect(asked.filter((method) => method === 'timeline').length).toBeLessThanOrEqual(3);
  });

  it('asks nothing while hidden, and again when seen', async () => {
    const { poller, lab, asked } = bench();
    poller.setVisible(false);
    lab({ revision: 7 });
    await vi.advanceTimersByTimeAsync(3000);
    expect(asked).toEqual([]);
    poller.setVisible(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toContain('episode');
  });
});
