// The Kubernetes API as the editor sees it: requests and watches. Who answers (the lab, later a real cluster) is not its business.
import type { ApiRequest, ApiResponse, WatchEvent } from '../api/request.ts';
import type { Status } from '../api/status.ts';

/** Called in watch order; `closed` is called once, whoever ended it, unless it was cancelled from here. */
export interface WatchListener {
  frames(frames: readonly WatchEvent[]): void;
  closed(): void;
}

export interface WatchSession {
  cancel(): void;
}

export interface KubeApi {
  request(request: ApiRequest): Promise<ApiResponse>;
  /** Watches a collection; the present objects come first, in at least one call of `frames` even where there are none. */
  watch(path: string, listener: WatchListener): WatchSession;
}

/** True when the answer is a Status that says no. */
export function isFailure(response: ApiResponse): response is ApiResponse & { readonly body: Status } {
  return response.code >= 400;
}
