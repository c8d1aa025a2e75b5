// Which kinds' storage does more than to write the object, one line each, and how a write begins: with what is kept, assigned and
// taken before any rule is asked. Models BeginCreate and BeginUpdate of apiserver/pkg/registry/generic/registry/store.go.
import { invalidStatus } from '../../api/errors.ts';
import type { Kind } from '../../api/kind.ts';
import { services } from '../../api/kinds/service.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Result } from '../../api/status.ts';
import type { Server } from '../server-state.ts';
import { serviceHooks } from '../services/hooks.ts';
import type { Claim, StorageHooks } from './storage-hooks.ts';

const NOTHING: Claim = {
  isEmpty: true,
  *record() {
    return { ok: true, value: undefined };
  },
  *withdraw() {},
  settle() {},
};

const hooks: ReadonlyMap<string, StorageHooks> = new Map([[services.resource, serviceHooks]]);

export function hooksOf(kind: Kind): StorageHooks | undefined {
  return hooks.get(kind.resource);
}

/** The state of an object after what its storage keeps and assigns. Writes into `next`, which must be private. */
export function beginWrite(server: Server, kind: Kind, next: KubeObject, previous: KubeObject | undefined, dryRun: boolean): Result<Claim> {
  const errors = kind.beginWrite?.(next, previous) ?? [];
  if (errors.length > 0) return { ok: false, status: invalidStatus(kind, next.metadata.name, errors) };
  return hooksOf(kind)?.begin(server, next, previous, dryRun) ?? { ok: true, value: NOTHING };
}
