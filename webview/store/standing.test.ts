// What the overview says is true: nobody is said to be idle after a refusal, while somebody waits, or before it is known.
import { describe, expect, it } from 'vitest';
import { labState } from '../dev/scene.ts';
import { origin, span } from '../dev/rows.ts';
import { ordinary } from '../dev/written.ts';
import { overviewText } from './attention.ts';
import { buildTrace } from './build-trace.ts';
import { applyDelta, emptyPicture } from './picture.ts';
import { lastRefusal, standingText, waiters } from './standing.ts';
import { initialState, type ViewState } from './view-state.ts';

const why = 'Deployment.apps "web" is invalid: spec.selector: Invalid value';

function episodeOf(code: number, served = true) {
  const object = 'deployments/shop/web';
  const spans = [
    span(1, 0, 'input', 'outside', 'apply', object, 0, 0),
    span(2, 1, 'request', 'kubectl', 'patch', object, 0, 2, { code, saw: `the server refused (${code}): ${why}` }),
    ...(served ? [span(3, 2, 'serve', 'kube-apiserver', 'patch', object, 0.2, 1.4, { code, decided: `Refused: ${why}` })] : []),
  ];
  return { root: 1, title: 'apply Deployment web', startUs: origin, spans, truncated: false };
}

function stateWith(part: Partial<ViewState>): ViewState {
  const { live } = ordinary;
  const picture = live === undefined ? emptyPicture : applyDelta(emptyPicture, { ...live, reset: true });
  return { ...initialState, lab: labState({ newest: 1 }), picture, hasPicture: true, trace: buildTrace(episodeOf(200)), ...part };
}

const idle = 'Every loop is closed, so nobody is doing anything.';

describe('what the overview says', () => {
  it('is that nobody does anything when all is closed, idle, and the last request was answered', () => {
    expect(standingText(stateWith({}))).toBe(idle);
  });

  it('counts no pods where there are none', () => {
    expect(overviewText(emptyPicture)).toBe('0 of 0 nodes ready, no pods.');
  });

  it('names who refused the last request, and why', () => {
    const state = stateWith({ trace: buildTrace(episodeOf(422)) });
    expect(standingText(state)).toBe('Every loop is closed.');
    expect(lastRefusal(state)).toMatchObject({ title: 'apply Deployment web', by: 'API server', why, code: 422, step: 2 });
  });

  it('blames nobody for a request that reached nobody', () => {
    expect(lastRefusal(stateWith({ trace: buildTrace(episodeOf(503, false)) }))).toMatchObject({ by: '', why, code: 503, step: 1 });
  });

  it('says no more than is known while the newest request has not been looked at', () => {
    const state = stateWith({ lab: labState({ newest: 9 }), trace: buildTrace(episodeOf(422)) });
    expect(lastRefusal(state)).toBeUndefined();
    expect(standingText(state)).toBe('Every loop is closed.');
  });

  it('names who waits for what while time stands still, and then claims nothing else', () => {
    const lab = labState({ newest: 1, paused: true, waiting: ['POST /api/v1/namespaces/default/configmaps from suite'] });
    expect(waiters({ lab })).toEqual([{ who: 'suite', request: 'POST /api/v1/namespaces/default/configmaps' }]);
    expect(standingText(stateWith({ lab }))).toBe('');
    expect(waiters({ lab: { ...lab, paused: false } })).toEqual([]);
  });

  it('names who is at work', () => {
    const { episode } = ordinary;
    const spans = episode?.spans.map((row) => (row.kind === 'decide' ? { ...row, endUs: -1 } : row)) ?? [];
    const trace = buildTrace({ root: 1, title: '', startUs: origin, truncated: false, spans });
    expect(standingText(stateWith({ lab: labState({ newest: 1, idle: false }), trace }))).toBe('Scheduler is at work.');
    expect(standingText(stateWith({ lab: labState({ newest: 1, idle: false }), trace: undefined }))).toBe('Something is still to come.');
  });

  it('speaks of the past as past, and of nobody’s work in it', () => {
    expect(standingText(stateWith({ goal: { at: 'past', timeUs: 5 } }))).toBe('Every loop was closed.');
  });
});
