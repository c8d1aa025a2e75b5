// Entry of the cluster view: connects the page to the extension and puts the view into it.
import './theme/tokens.ts';
import type { ToView } from './protocol.ts';
import { Conductor } from './store/conductor.ts';
import { createHostLink, type EditorApi } from './store/host-link.ts';
import { createViewStore } from './store/view-store.ts';
import { ClusterView } from './views/cluster-view.ts';

declare function acquireVsCodeApi(): EditorApi;

const store = createViewStore();
const conductor = new Conductor(store, createHostLink(acquireVsCodeApi()));
addEventListener('message', (event: MessageEvent<ToView>) => conductor.take(event.data));
document.addEventListener('visibilitychange', () => conductor.setVisible(!document.hidden));

export const view = new ClusterView();
view.store = store;
view.conductor = conductor;
document.body.append(view);
conductor.start();
