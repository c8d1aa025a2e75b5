// A cluster driven in step with its caller: each request runs the simulation until it is answered.
import type { ApiRequest, ApiResponse, Cluster, SpanId } from '../index.ts';
import type { KubeApi } from '../kubectl/kube-api.ts';

/** Virtual time one request may take before the caller gives up, as kubectl's would. */
const REQUEST_LIMIT_US = 60_000_000;

export class ClusterApi implements KubeApi {
  readonly #cluster: Cluster;
  /** The inputs this caller made, in order: roots of the story. */
  readonly inputs: SpanId[] = [];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  request(request: ApiRequest): Promise<ApiResponse> {
    if (request.method === 'GET') return Promise.resolve(this.#cluster.read(request));
    let response: ApiResponse | undefined;
    this.#cluster.apply({ type: 'api', request }, (output) => {
      if (output.type !== 'api') return;
      response = output.response;
      this.inputs.push(output.span);
    });
    const limitUs = this.#cluster.nowUs + REQUEST_LIMIT_US;
    while (response === undefined && this.#cluster.nowUs < limitUs && this.#cluster.step());
    if (response === undefined)
      return Promise.reject(new Error(`${request.method} ${request.path} was not answered within 60 virtual seconds`));
    return Promise.resolve(response);
  }

  watch(): never {
    throw new Error('the command line waits by running the clock, it has no use for watches');
  }
}
