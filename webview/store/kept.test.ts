// What outlives the page comes back as it was, and nothing else does.
import { describe, expect, it } from 'vitest';
import { loadKept, toKept } from './kept.ts';
import { initialState, type ViewState } from './view-state.ts';

describe('what is kept', () => {
  const state: ViewState = {
    ...initialState,
    selection: { kind: 'object', object: 'pods/shop/web-1' },
    goal: { at: 'past', timeUs: 5 },
    bookmarks: [{ revision: 3, timeUs: 2 }],
    scroll: { inspector: { key: 'object pods/shop/web-1@5', top: 120 }, text: { key: 'text', top: 40 } },
  };

  it('comes back through text', () => {
    const { selection, goal, bookmarks, scroll } = state;
    expect(loadKept(JSON.parse(JSON.stringify(toKept(state))))).toMatchObject({ selection, goal, bookmarks, scroll });
  });

  it('is left out where it is not what it should be', () => {
    expect(loadKept({ scroll: { inspector: { key: 1, top: 'far' } }, goal: { at: 'past' }, bookmarks: 'many' })).toEqual({});
    expect(loadKept('nothing')).toEqual({});
  });
});
