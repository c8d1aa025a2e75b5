// Asks the lab to explain what the inspector shows, and drops answers that come too late.
import type { Explanation, SpanId } from '../../lab-cluster/index.ts';
import type { LabMethods } from '../../lab-cluster/host/protocol.ts';
import type { HostLink } from './host-link.ts';
import type { ViewState } from './view-state.ts';
import type { ViewStore } from './view-store.ts';

/** What the inspector is about: the selection if there is one, else the followed step; empty when neither. */
export function inspectedKey(state: ViewState): string {
  if (state.selection !== undefined) {
    const time = state.goal.at === 'past' ? `@${state.goal.timeUs}` : '';
    return state.selection.kind === 'object' ? `object ${state.selection.object}${time}` : `component ${state.selection.component}`;
  }
  const span = state.followed ? state.trace?.steps[state.step - 1]?.spans[0] : undefined;
  return span === undefined ? '' : `span ${span.id}`;
}

export function createExplainer(store: ViewStore, host: HostLink) {
  let asked = '';

  function ask(key: string, params: LabMethods['explain']['params']): void {
    asked = key;
    host
      .call('explain', params)
      .then((explanation) => settle(key, explanation))
      .catch(() => settle(key, undefined));
  }

  function settle(key: string, explanation: Explanation | undefined): void {
    if (asked === key) {
      store.dispatch({ do: 'explained', key, explanation });
    }
  }

  return {
    /** Asks again for what is inspected. */
    again(): void {
      asked = '';
      this.refresh();
    },
    /** Asks when what is inspected has changed. */
    refresh(): void {
      const state = store.state;
      const key = inspectedKey(state);
      if (key === asked || state.lab?.phase !== 'running') {
        return;
      }
      const params = key === '' ? undefined : explainParams(state);
      if (params === undefined) {
        asked = key;
        store.dispatch({ do: 'explained', key, explanation: undefined });
        return;
      }
      ask(key, params);
    },
    /** The extension already has the answer. */
    give(explanation: Explanation): void {
      asked = inspectedKey(store.state);
      store.dispatch({ do: 'explained', key: asked, explanation });
    },
    explainSpan(span: SpanId): void {
      const key = inspectedKey(store.state);
      ask(key, { span });
    },
  };
}

function explainParams(state: ViewState): LabMethods['explain']['params'] | undefined {
  const selection = state.selection;
  const timeUs = state.goal.at === 'past' ? { timeUs: state.goal.timeUs } : {};
  if (selection?.kind === 'object') {
    return { object: selection.object, ...timeUs };
  }
  if (selection?.kind === 'component') {
    const own = state.trace?.steps.flatMap((step) => step.spans).filter((span) => span.component === selection.component);
    const newest = own?.at(-1);
    return newest === undefined ? { object: selection.component, ...timeUs } : { span: newest.id };
  }
  const span = state.trace?.steps[state.step - 1]?.spans[0];
  return span === undefined ? undefined : { span: span.id };
}
