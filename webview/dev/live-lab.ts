// The real lab in a web worker behind the development page, instead of the extension: for recordings and for trying things by hand.
import type { ApiRequest } from '../../lab-cluster/index.ts';
import type { LabMessage, LabMethod, LabMethods, LabState } from '../../lab-cluster/host/protocol.ts';
import type { FromView, ToView } from '../protocol.ts';
import type { EditorApi } from '../store/host-link.ts';

export interface LiveLab extends EditorApi {
  call<M extends LabMethod>(method: M, params: LabMethods[M]['params']): Promise<LabMethods[M]['result']>;
  send(message: ToView): void;
}

export function createLiveLab(workerUrl: string): LiveLab {
  const worker = new Worker(workerUrl);
  const waiting = new Map<number, { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }>();
  let lastId = 0;
  let state: LabState | null = null;
  let ready = false;
  const send = (message: ToView) => dispatchEvent(new MessageEvent('message', { data: message }));

  worker.onmessage = (event: MessageEvent<LabMessage>) => {
    const message = event.data;
    if ('event' in message) {
      if (message.event === 'state') {
        state = message.state;
        if (ready) send({ type: 'state', state });
      } else if (message.event === 'picture') {
        send({ type: 'picture', delta: message.delta, cursor: message.cursor });
      }
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if ('error' in message) {
      call?.reject(new Error(message.error));
    } else {
      call?.resolve(message.result as never);
    }
  };

  const call: LiveLab['call'] = (method, params) =>
    new Promise((resolve, reject) => {
      lastId++;
      waiting.set(lastId, { resolve: resolve as (value: never) => void, reject });
      worker.postMessage({ id: lastId, method, params });
    });

  return {
    call,
    send,
    postMessage(message: FromView) {
      if (message.type === 'ready') {
        ready = true;
        send({ type: 'state', state });
      } else if (message.type === 'startCluster') {
        void call('start', { workers: 3 });
      } else if (message.type === 'call') {
        call(message.method, message.params).then(
          (result) => send({ type: 'result', id: message.id, result }),
          (error: Error) => send({ type: 'error', id: message.id, error: error.message }),
        );
      }
    },
    getState: () => undefined,
    setState: () => undefined,
  };
}

export function deploymentRequest(name: string, replicas: number, image = 'nginx:1.27'): ApiRequest {
  const labels = { app: name };
  const container = {
    name: 'main',
    image,
    ports: [{ name: 'http', containerPort: 80 }],
    resources: { requests: { cpu: '100m', memory: '64Mi' } },
  };
  const body = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
  };
  return {
    method: 'POST',
    path: '/apis/apps/v1/namespaces/default/deployments',
    query: { fieldManager: 'kubectl-client-side-apply' },
    body,
  };
}

export function serviceRequest(name: string): ApiRequest {
  const body = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { type: 'LoadBalancer', selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  };
  return { method: 'POST', path: '/api/v1/namespaces/default/services', query: { fieldManager: 'kubectl-client-side-apply' }, body };
}

export function scaleRequest(name: string, replicas: number): ApiRequest {
  return {
    method: 'PATCH',
    path: `/apis/apps/v1/namespaces/default/deployments/${name}`,
    headers: { 'content-type': 'application/merge-patch+json' },
    query: { fieldManager: 'kubectl-client-side-apply' },
    body: { spec: { replicas } },
  };
}

/** What the page does with the lab: words separated by commas, for example `deploy,service,idle,packet`. */
export async function perform(lab: LiveLab, words: readonly string[]): Promise<void> {
  for (const word of words) {
    const [verb = '', argument = ''] = word.split('~');
    switch (verb) {
      case 'deploy':
        await lab.call('api', deploymentRequest('web', Number(argument || '3')));
        break;
      case 'bad':
        await lab.call('api', deploymentRequest('api', Number(argument || '2'), 'crash:latest'));
        break;
      case 'refused':
        await lab.call('api', deploymentRequest('Web', 1));
        break;
      case 'waits':
        void lab.call('api', deploymentRequest('patient', 1));
        break;
      case 'service':
        await lab.call('api', serviceRequest('web'));
        break;
      case 'scale':
        await lab.call('api', scaleRequest('web', Number(argument)));
        break;
      case 'idle':
        await lab.call('runToIdle', { limitMs: 120_000 });
        break;
      case 'skip':
        await lab.call('skip', { ms: Number(argument) });
        break;
      case 'pause':
        await lab.call('pause', null);
        break;
      case 'speed':
        await lab.call('speed', { speed: argument === 'max' ? 'max' : Number(argument) });
        break;
      case 'kill':
        await lab.call('kill', { process: argument });
        break;
      case 'packet':
        lab.send({ type: 'showPacket', walk: await lab.call('packet', { service: 'default/web' }) });
        break;
      case 'wait':
        await new Promise((resolve) => setTimeout(resolve, Number(argument)));
        break;
      default:
        throw new Error(`the page cannot ${verb}`);
    }
  }
}
