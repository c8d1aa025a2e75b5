// Three items in the status bar: how the cluster is, its virtual time, its speed. They change at most twice a second.
import { vscode } from '../vscode.ts';
import type { LabState } from '../../lab-cluster/host/protocol.ts';
import type { Lab } from '../lab/lab.ts';
import { throttle } from '../lab/throttle.ts';
import { clockText, speedText } from '../lab/virtual-time.ts';

const updateMs = 500;

interface ItemText {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
}

export function createStatusBar(lab: Lab): vscode.Disposable {
  const items = [12, 11, 10].map((priority, index) => {
    const item = vscode.window.createStatusBarItem(`kubelab.status.${index}`, vscode.StatusBarAlignment.Left, priority);
    item.name = ['Kubelab: state', 'Kubelab: virtual time', 'Kubelab: speed'][index] ?? '';
    return item;
  });
  let shown = '';
  const update = throttle(updateMs, () => {
    const texts = statusTexts(lab.state);
    const signature = JSON.stringify(texts);
    if (signature === shown) return;
    shown = signature;
    items.forEach((item, index) => {
      const text = texts[index];
      if (text === undefined) {
        item.hide();
        return;
      }
      Object.assign(item, text);
      item.show();
    });
  });
  return vscode.Disposable.from(
    ...items,
    { dispose: () => update.dispose() },
    lab.onState(() => update()),
  );
}

/** Nothing at all while there is no cluster: whoever does not use it does not see it. */
function statusTexts(state: LabState | null): readonly ItemText[] {
  if (state === null) return [];
  const view = 'kubelab.openClusterView';
  if (state.phase === 'failed') return [{ text: '$(error) Cluster failed', tooltip: state.failure, command: 'kubelab.reset' }];
  if (state.phase === 'starting') {
    const step = state.boot.find((part) => !part.done);
    return [{ text: '$(loading~spin) Cluster starting', tooltip: step === undefined ? '' : `${step.part}: ${step.text}`, command: view }];
  }
  const [waiting] = state.waiting;
  const word = state.paused ? (waiting === undefined ? 'paused' : 'paused, a request waits') : state.idle ? 'idle' : 'working';
  const tooltip = waiting === undefined ? 'Open the cluster view' : `Waiting for time to go on: ${state.waiting.join(', ')}`;
  return [
    { text: `$(symbol-structure) Cluster ${word}`, tooltip, command: view },
    {
      text: `${state.paused ? '$(debug-pause)' : '$(clock)'} ${clockText(state.timeUs, state.paused)}`,
      tooltip: state.paused ? 'Virtual time is paused: click to go on' : 'Virtual time since the cluster was made: click to pause',
      command: state.paused ? 'kubelab.resume' : 'kubelab.pause',
    },
    { text: `$(dashboard) ${speedText(state.speed)}`, tooltip: 'Speed of virtual time', command: 'kubelab.speed' },
  ];
}
