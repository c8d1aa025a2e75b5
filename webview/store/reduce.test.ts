// The state of the view under what the lab says and a person does.
import { describe, expect, it } from 'vitest';
import { pod } from '../dev/rows.ts';
import { labState } from '../dev/scene.ts';
import { ordinary, packet } from '../dev/written.ts';
import { applyDelta, emptyPicture, podsOn } from './picture.ts';
import { reduce } from './reduce.ts';
import { initialState, isPast, type ViewState } from './view-state.ts';

const { episode, live } = ordinary;
if (episode === undefined || live === undefined) {
  throw new Error('the written scene is whole');
}
const full = { ...live, reset: true };

const running = (): ViewState => {
  const withLab = reduce(initialState, { do: 'lab', state: labState({ revision: 421 }) });
  const withPicture = reduce(withLab, { do: 'picture', delta: full, cursor: { at: 'live' } });
  return reduce(withPicture, { do: 'episode', episode, follow: false });
};

describe('pictures', () => {
  it('replaces changed pods and keeps the lists of untouched nodes identical', () => {
    const before = applyDelta(emptyPicture, full);
    const changed = { ...pod('redis-0', 'node-2', { workload: 'statefulsets/shop/redis' }), ready: false };
    const after = applyDelta(before, { revision: 422, timeUs: 1, reset: false, pods: [changed] });
    expect(podsOn(after, 'node-1')).toBe(podsOn(before, 'node-1'));
    expect(podsOn(after, 'node-2').find((row) => row.name === 'redis-0')?.ready).toBe(false);
  });

  it('moves a bound pod from the unscheduled ones to its node', () => {
    const pending = applyDelta(emptyPicture, { ...full, pods: [pod('a', '')] });
    const bound = applyDelta(pending, { revision: 2, timeUs: 2, reset: false, pods: [pod('a', 'node-1')] });
    expect([podsOn(bound, '').length, podsOn(bound, 'node-1').length]).toEqual([0, 1]);
  });

  it('forgets everything at a reset, but keeps lists that came out the same', () => {
    const before = applyDelta(emptyPicture, full);
    const after = applyDelta(before, { ...full, pods: live.pods.map((row) => ({ ...row })) });
    expect(podsOn(after, 'node-3')).toBe(podsOn(before, 'node-3'));
  });
});

describe('following', () => {
  it('follows nothing until asked, though the newest trace is shown', () => {
    const state = running();
    expect([state.followed, state.step, state.trace?.steps.length]).toEqual([false, 0, 12]);
  });

  it('never steps beyond either end of the trace', () => {
    expect(reduce(running(), { do: 'step', step: 99 }).step).toBe(12);
    expect(reduce(running(), { do: 'step', step: -3 }).step).toBe(1);
  });

  it('stays at its step while the followed trace grows', () => {
    const shorter = reduce(running(), { do: 'episode', episode: { ...episode, spans: episode.spans.slice(0, 20) }, follow: true });
    const at = reduce(shorter, { do: 'step', step: 3 });
    expect(reduce(at, { do: 'episode', episode, follow: false })).toMatchObject({ step: 3, followed: true });
  });

  it('shows a packet until something else is done', () => {
    const { walk } = packet;
    const packetSpans = episode.spans
      .slice(0, 1)
      .map((span) => ({ ...span, id: 901, kind: 'packet' as const, component: 'Internet client' }));
    const shown = reduce(running(), { do: 'walk', walk });
    const traced = reduce(shown, { do: 'episode', episode: { ...episode, root: 901, spans: packetSpans }, follow: false });
    expect(traced.walk).toBe(walk);
    const next = reduce(traced, { do: 'episode', episode: { ...episode, root: 950 }, follow: false });
    expect(next.walk).toBeUndefined();
  });

  it('is in the past as soon as the cursor is asked to go there', () => {
    const state = reduce(running(), { do: 'goal', goal: { at: 'past', timeUs: 5 } });
    expect(isPast(state)).toBe(true);
  });
});

describe('without a lab', () => {
  it('forgets the cluster and keeps what the person prefers', () => {
    const reading = reduce(reduce(running(), { do: 'textView', on: true }), { do: 'telling', telling: 'office' });
    expect(reduce(reading, { do: 'lab', state: null })).toMatchObject({
      hasPicture: false,
      trace: undefined,
      textView: true,
      telling: 'office',
    });
  });
});
