// What the storage of a kind may do beside writing the object: take what it needs before the rules are asked, and what follows
// from a write. Models the BeginCreate, BeginUpdate and AfterDelete of apiserver/pkg/registry/generic/registry.
import type { KubeObject } from '../../api/object.ts';
import type { Result } from '../../api/status.ts';
import type { Context, Task } from '../../sim/sim.ts';
import type { Server } from '../server-state.ts';

/** What one write has taken. */
export interface Claim {
  readonly isEmpty: boolean;
  /** Writes down what was taken for a new object, before that is stored. */
  record(ctx: Context, object: KubeObject): Task<Result<undefined>>;
  /** Takes the notes back: the object was not stored. */
  withdraw(ctx: Context): Task<void>;
  /** The write is over: what was taken belongs to the stored object by now, or is free again. */
  settle(): void;
}

export interface StorageHooks {
  /** Takes what the object needs and writes it into `next`, which is private. A refusal takes nothing. */
  begin(server: Server, next: KubeObject, previous: KubeObject | undefined, dryRun: boolean): Result<Claim>;
  /** A change was stored. */
  afterUpdate(server: Server, ctx: Context, before: KubeObject, now: KubeObject): Task<void>;
  /** The object is gone. */
  afterDelete(server: Server, ctx: Context, last: KubeObject): Task<void>;
}
