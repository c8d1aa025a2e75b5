// The way to the extension: calls with answers, messages without, and the state that outlives the page.
import type { LabMethods } from '../../lab-cluster/host/protocol.ts';
import type { FromView, ToView, ViewMethod } from '../protocol.ts';

/** What VS Code gives a webview (or a development page instead of it). */
export interface EditorApi {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: unknown): void;
}

export interface HostLink {
  call<M extends ViewMethod>(method: M, params: LabMethods[M]['params']): Promise<LabMethods[M]['result']>;
  send(message: FromView): void;
  /** Takes a message from the extension; true when it was the answer to a call. */
  take(message: ToView): boolean;
  load(): unknown;
  save(state: unknown): void;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

export function createHostLink(editor: EditorApi): HostLink {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  return {
    call(method, params) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve: resolve as (result: never) => void, reject });
        editor.postMessage({ type: 'call', id, method, params });
      });
    },
    send: (message) => editor.postMessage(message),
    take(message) {
      if (message.type !== 'result' && message.type !== 'error') {
        return false;
      }
      const call = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.type === 'result') {
        call?.resolve(message.result as never);
      } else {
        call?.reject(new Error(message.error));
      }
      return true;
    },
    load: () => editor.getState(),
    save: (state) => editor.setState(state),
  };
}
