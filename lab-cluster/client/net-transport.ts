// Carries requests over the simulated network to an API server's address. It knows no kinds and no identities.
import type { ApiResponse, WatchEvent } from '../api/request.ts';
import type { Sim } from '../sim/sim.ts';
import type { Transport } from './client.ts';

export function createNetTransport(sim: Sim, address = 'kube-apiserver:6443'): Transport {
  return {
    send: (request, ctx) => sim.net.call<ApiResponse>(address, request, ctx),
    watch: (request, ctx, handlers) =>
      sim.net.stream<ApiResponse, WatchEvent>(address, request, ctx, {
        reply: (response, replyCtx) => handlers.opened(response, replyCtx),
        frame: (event, frameCtx) => handlers.event(event, frameCtx),
        close: (fault, cause) => handlers.closed(fault, cause),
      }),
  };
}
