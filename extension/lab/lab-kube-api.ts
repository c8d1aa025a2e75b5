// The Kubernetes API answered by the lab of this window.
import type { ApiRequest, ApiResponse } from '../../lab-cluster/index.ts';
import type { KubeApi, WatchListener, WatchSession } from '../../lab-cluster/kubectl/kube-api.ts';
import type { Lab } from './lab.ts';

export class LabKubeApi implements KubeApi {
  readonly #lab: Lab;

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    return this.#lab.call('api', request);
  }

  watch(path: string, listener: WatchListener): WatchSession {
    let cancelled = false;
    let close: (() => void) | undefined;
    this.#lab
      .watch(path, {
        frames: (frames) => {
          if (!cancelled) listener.frames(frames);
        },
        closed: () => {
          if (!cancelled) listener.closed();
        },
      })
      .then((closer) => {
        close = closer;
        if (cancelled) closer();
        // What there was came before this; where there was nothing, this says so.
        else listener.frames([]);
      })
      // No cluster, or it went away while asking: for the listener that is a closed watch.
      .catch(() => {
        if (!cancelled) listener.closed();
      });
    return {
      cancel() {
        cancelled = true;
        close?.();
      },
    };
  }
}
