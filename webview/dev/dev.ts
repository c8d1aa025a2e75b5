// The development page: the view without VS Code, in any state and theme, chosen by hash: #state=follow&step=6&theme=light&font=1.15
import type { EditorApi } from '../store/host-link.ts';
import { createFakeEditor } from './fake-editor.ts';
import { createLiveLab, perform } from './live-lab.ts';
import { rollPods } from './roll.ts';
import type { Scene } from './scene.ts';
import { applyTheme } from './themes.ts';
import * as written from './written.ts';

const hash = new URLSearchParams(location.hash.slice(1));
const state = hash.get('state') ?? 'ordinary';
await applyTheme(hash.get('theme') ?? 'dark', Number(hash.get('font') ?? '1'), hash.get('face') === 'wide');

const scenes: Record<string, () => Scene | Promise<Scene>> = {
  ordinary: () => written.ordinary,
  follow: () => written.threeEtcd,
  past: () => written.ordinary,
  three: () => written.threeEtcd,
  failure: () => written.failure,
  quorum: () => written.quorum,
  packet: () => written.packet,
  many: () => written.manyScene(50, 40),
  roll: () => written.manyScene(20, 50),
  middle: () => written.middle,
  empty: () => written.empty,
  loading: () => written.loading,
  failed: () => written.failed,
  text: () => written.ordinary,
  recorded: async () => (await (await fetch(`${hash.get('scene') ?? 'recorded'}.json`)).json()) as Scene,
};

const isLive = state === 'lab';
const scene = await (scenes[state] ?? (() => written.ordinary))();
const live = isLive ? createLiveLab('lab.js') : undefined;
const editor = live ?? createFakeEditor(scene);
if (live !== undefined) {
  await live.call('start', { workers: Number(hash.get('workers') ?? '3') });
}
Object.assign(globalThis, { acquireVsCodeApi: (): EditorApi => editor });
const { view } = await import('../main.ts');

if (live !== undefined) {
  await perform(live, (hash.get('do') ?? 'deploy').split(','));
}
await new Promise((resolve) => setTimeout(resolve, 700));
Object.assign(globalThis, { view, live });
const conductor = view.conductor;
const step = Number(hash.get('step') ?? (state === 'past' ? '6' : state === 'follow' ? '99' : '0'));
if (step > 0) {
  conductor.goToStep(Math.min(step, view.store.state.trace?.steps.length ?? 1));
}
const at = hash.get('at');
if (at !== null) {
  conductor.lookAt(Number(at));
}
const select = hash.get('select');
if (select !== null) {
  conductor.select({
    kind: select.includes('/') && !/^(kubelet|containerd|kube-proxy)\//.test(select) ? 'object' : 'component',
    [select.includes('/') && !/^(kubelet|containerd|kube-proxy)\//.test(select) ? 'object' : 'component']: select,
  } as never);
}
if (state === 'packet' && scene.walk !== undefined) {
  editor.send({ type: 'showPacket', walk: scene.walk });
}
if (state === 'text') {
  conductor.setTextView(true);
}
if (state === 'roll') {
  rollPods(scene, editor);
}
