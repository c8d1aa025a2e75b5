// Compare-and-swap transactions: pure evaluation of a request against a store.
import type { Compare, KeyValue, TxnOp, TxnRequest } from './api.ts';
import type { Change, MvccStore } from './mvcc.ts';

/** What a transaction comes to: which branch runs, what it changes, what it reads before the changes. */
export interface TxnPlan {
  readonly succeeded: boolean;
  readonly changes: readonly Change[];
  readonly found: readonly KeyValue[];
}

export function planTxn(store: MvccStore, request: TxnRequest): TxnPlan {
  const succeeded = request.compare.every((compare) => holds(store, compare));
  const ops = (succeeded ? request.success : request.failure) ?? [];
  const changes: Change[] = [];
  const found: KeyValue[] = [];
  for (const op of ops) {
    if (op.type === 'put') changes.push({ type: 'put', key: op.key, value: op.value, lease: op.lease ?? 0 });
    else if (op.type === 'delete') for (const { key } of select(store, op)) changes.push({ type: 'delete', key });
    else found.push(...select(store, op));
  }
  return { succeeded, changes, found };
}

/** True when neither branch can write, so that no agreement is needed. */
export function isReadOnly(request: TxnRequest): boolean {
  const reads = (ops: readonly TxnOp[] | undefined): boolean => (ops ?? []).every((op) => op.type === 'range');
  return reads(request.success) && reads(request.failure);
}

/** A key may be put once in a transaction. */
export function duplicateKey(request: TxnRequest): string | undefined {
  return findDuplicate(request.success) ?? findDuplicate(request.failure ?? []);
}

function findDuplicate(ops: readonly TxnOp[]): string | undefined {
  if (ops.length < 2) return undefined;
  const seen = new Set<string>();
  for (const op of ops) {
    if (op.type !== 'put') continue;
    if (seen.has(op.key)) return op.key;
    seen.add(op.key);
  }
  return undefined;
}

function select(store: MvccStore, op: { readonly key: string; readonly end?: string }): readonly KeyValue[] {
  const reply = store.range(op.key, op.end);
  return reply.ok ? reply.value.items : [];
}

function holds(store: MvccStore, compare: Compare): boolean {
  const actual = store.get(compare.key)?.[compare.target] ?? 0;
  switch (compare.result) {
    case '=':
      return actual === compare.value;
    case '!=':
      return actual !== compare.value;
    case '<':
      return actual < compare.value;
    case '>':
      return actual > compare.value;
  }
}
