// Has etcd forget, every interval, what was superseded more than one interval ago, so that history does not grow for ever.
// Models apiserver/pkg/storage/etcd3/compact.go: of several API servers the one whose compare succeeds does it.
import type { TxnRequest } from '../../etcd/api.ts';
import type { Context, Micros, Sim, Task } from '../../sim/sim.ts';
import { sleep } from '../../sim/task.ts';
import type { EtcdClient } from './etcd-client.ts';

const KEY = 'compact_rev_key';

/** What this server knows: how often the key was written, and the revision to forget up to the next time. */
interface Mark {
  readonly version: number;
  readonly revision: number;
}

/** For as long as this process lives. */
export function* runCompactor(sim: Sim, etcd: EtcdClient, intervalUs: Micros, life: Context): Task<void> {
  const ctx: Context = { span: life.span, background: true };
  let mark: Mark = { version: 0, revision: 0 };
  for (;;) {
    yield* sleep(sim, intervalUs / 1000, true);
    mark = yield* compact(etcd, mark, ctx);
  }
}

function* compact(etcd: EtcdClient, mark: Mark, ctx: Context): Task<Mark> {
  const turn: TxnRequest = {
    op: 'txn',
    compare: [{ key: KEY, target: 'version', result: '=', value: mark.version }],
    success: [{ type: 'put', key: KEY, value: String(mark.revision) }],
    failure: [{ type: 'range', key: KEY }],
  };
  const answer = yield* etcd.txn(ctx, turn);
  if (!answer.ok) return mark;
  const { succeeded, revision, found } = answer.value;
  // Another server, or an earlier life of this one, has done it meanwhile: now we know how far it is.
  if (!succeeded) return { version: found[0]?.version ?? 0, revision };
  const next = { version: mark.version + 1, revision };
  if (mark.revision === 0) return next;
  const done = yield* etcd.compact(ctx, { op: 'compact', revision: mark.revision });
  return done.ok ? next : { version: next.version, revision: mark.revision };
}
