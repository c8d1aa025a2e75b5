// Items in the status bar: how the cluster is, its virtual time, its speed, and where kubectl reaches it. They change at most twice a second.
import { vscode } from '../vscode.ts';
import type { LabState } from '../../lab-cluster/host/protocol.ts';
import type { KubectlServer, Served } from '../lab/kubectl-server.ts';
import type { Subscription } from '../lab/emitter.ts';
import type { Lab } from '../lab/lab.ts';
import { throttle } from '../lab/throttle.ts';
import { speedText } from '../lab/virtual-time.ts';
import { labClock } from '../../webview/protocol.ts';

const updateMs = 500;

interface ItemText {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
}

/** Says whether the picture shows the past. The status bar never does: then it has to say so. */
export interface Picture {
  readonly showsPast: boolean;
  onLook(hear: (atPast: boolean) => void): Subscription;
}

export function createStatusBar(lab: Lab, kubectl: KubectlServer, picture: Picture): vscode.Disposable {
  const items = [12, 11, 10, 9].map((priority, index) => {
    const item = vscode.window.createStatusBarItem(`kubelab.status.${index}`, vscode.StatusBarAlignment.Left, priority);
    item.name = ['Kubelab: state', 'Kubelab: virtual time', 'Kubelab: speed', 'Kubelab: served to kubectl'][index] ?? '';
    return item;
  });
  let shown = '';
  const update = throttle(updateMs, () => {
    const texts = statusTexts(lab.state, kubectl.served, picture.showsPast);
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
    vscode.Disposable.from(
      lab.onState(() => update()),
      kubectl.onChange(() => update()),
      picture.onLook(() => update()),
    ),
  );
}

/** Nothing at all while there is no cluster: whoever does not use it does not see it. `beside`: the picture shows the past. */
function statusTexts(state: LabState | null, served: Served | undefined, beside: boolean): readonly ItemText[] {
  if (state === null) return [];
  const view = 'kubelab.openClusterView';
  if (state.phase === 'failed') return [{ text: '$(error) Cluster failed', tooltip: state.failure, command: 'kubelab.reset' }];
  if (state.phase === 'starting') {
    const step = state.boot.find((part) => !part.done);
    return [{ text: '$(loading~spin) Cluster starting', tooltip: step === undefined ? '' : `${step.part}: ${step.text}`, command: view }];
  }
  const [waiting] = state.waiting;
  const word = state.paused ? (waiting === undefined ? 'paused' : 'paused, a request waits') : state.idle ? 'idle' : 'working';
  const now = beside ? 'now ' : '';
  const tooltip =
    waiting === undefined
      ? beside
        ? 'The cluster view shows the past; this is the cluster as it is now'
        : 'Open the cluster view'
      : `${state.paused ? 'Waiting for time to go on (click the clock)' : 'Waiting'}: ${state.waiting.join(', ')}`;
  return [
    { text: `$(symbol-structure) Cluster ${now}${word}`, tooltip, command: view },
    {
      text: `${state.paused ? '$(debug-pause)' : '$(clock)'} ${now}${labClock(state)}`,
      tooltip: state.paused ? 'Virtual time is paused: click to go on' : 'Virtual time since the cluster was made: click to pause',
      command: state.paused ? 'kubelab.resume' : 'kubelab.pause',
    },
    { text: `$(dashboard) ${speedText(state.speed)}`, tooltip: 'Speed of virtual time', command: 'kubelab.speed' },
    ...(served === undefined ? [] : [servedItem(served)]),
  ];
}

function servedItem({ server, kubeconfig }: Served): ItemText {
  return {
    text: `$(plug) kubectl :${new URL(server).port}`,
    tooltip: `kubectl reaches this cluster at ${server} with KUBECONFIG=${kubeconfig}. Click for a terminal that knows it.`,
    command: 'kubelab.openTerminal',
  };
}
