// The kubelet's end of the container runtime interface: calls, and the stream of what happens to containers.
import type { Context, Sim, Task } from '../../sim/sim.ts';
import { sleep } from '../../sim/task.ts';
import type { CriError, CriEvent, CriOperation, CriOperations, CriReply } from '../runtime/cri.ts';

/** An answer, or an error in the words kubelets pass on. */
export type RuntimeResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: CriError['code']; readonly message: string };

export interface RuntimeClient {
  call<Op extends CriOperation>(
    ctx: Context,
    op: Op,
    request: CriOperations[Op]['request'],
  ): Task<RuntimeResult<CriOperations[Op]['answer']>>;
  /** The same, again and again until the runtime answers: for what must not be left half done. */
  insist<Op extends CriOperation>(ctx: Context, op: Op, request: CriOperations[Op]['request']): Task<void>;
  /** Opens the event stream; `opened` when the runtime has accepted, `closed` when it is gone. */
  events(ctx: Context, handlers: RuntimeEventHandlers): void;
}

export interface RuntimeEventHandlers {
  /** `runtime` is what started the runtime that answers. */
  opened(runtime: Context): void;
  event(event: CriEvent, ctx: Context): void;
  /** `cause` is what ended a runtime that died. */
  closed(cause: Context | undefined): void;
}

const INSIST_MS = 1_000;

export function createRuntimeClient(sim: Sim, address: string): RuntimeClient {
  function* call<Op extends CriOperation>(
    ctx: Context,
    op: Op,
    request: CriOperations[Op]['request'],
  ): Task<RuntimeResult<CriOperations[Op]['answer']>> {
    const sent = yield* sim.net.call<CriReply<CriOperations[Op]['answer']>>(address, { op, ...request }, ctx);
    if (!sent.ok)
      return { ok: false, code: 'Unavailable', message: `rpc error: code = Unavailable desc = connection error: ${sent.fault}` };
    if (sent.value.ok) return sent.value;
    const { code, message } = sent.value.error;
    return { ok: false, code, message: `rpc error: code = ${code} desc = ${message}` };
  }
  return {
    call,
    *insist(ctx, op, request) {
      for (;;) {
        const answered = yield* call(ctx, op, request);
        if (answered.ok || answered.code !== 'Unavailable') return;
        yield* sleep(sim, INSIST_MS, true);
      }
    },
    events(ctx, handlers) {
      sim.net.stream<CriReply<undefined>, CriEvent>(address, { op: 'GetContainerEvents' }, ctx, {
        reply: (_, replyCtx) => handlers.opened(replyCtx),
        frame: (event, frameCtx) => handlers.event(event, frameCtx),
        close: (_, cause) => handlers.closed(cause),
      });
    },
  };
}
