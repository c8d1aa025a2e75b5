// Holds the one state of the view and tells listeners when it has changed.
import { type Action, reduce } from './reduce.ts';
import { initialState, type ViewState } from './view-state.ts';

export interface ViewStore {
  readonly state: ViewState;
  dispatch(action: Action): void;
  /** Calls `listener` after each change; the result ends that. */
  subscribe(listener: () => void): () => void;
}

export function createViewStore(): ViewStore {
  let state = initialState;
  const listeners = new Set<() => void>();
  return {
    get state() {
      return state;
    },
    dispatch(action) {
      const next = reduce(state, action);
      if (next === state) {
        return;
      }
      state = next;
      for (const listener of listeners) {
        listener();
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
