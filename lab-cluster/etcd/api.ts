// What may be asked of an etcd member and what it answers: keys are strings, values are opaque and never changed.
import type { Context } from '../sim/sim.ts';

/** One version of one key; the record of a deletion has no value and version 0. Shared and immutable. */
export interface KeyValue {
  readonly key: string;
  readonly value: unknown;
  /** Revision at which the key came into being, for this version's life. */
  readonly createRevision: number;
  readonly modRevision: number;
  /** 1 at creation, one more with every change, 0 for a deletion. */
  readonly version: number;
  /** Lease that removes the key when it ends; 0 for none. */
  readonly lease: number;
  /** The commit that made this version, so that whoever sees it knows its cause. */
  readonly commit: Context;
}

export interface RangeRequest {
  readonly op: 'range';
  readonly key: string;
  /** Exclusive end; absent reads the single key. See `prefixEnd`. */
  readonly end?: string;
  /** Look at this revision instead of the newest. */
  readonly revision?: number;
  readonly limit?: number;
}

export interface Compare {
  readonly key: string;
  readonly target: 'modRevision' | 'createRevision' | 'version';
  readonly result: '=' | '!=' | '<' | '>';
  /** An absent key has 0 for each target. */
  readonly value: number;
}

export type TxnOp =
  | { readonly type: 'put'; readonly key: string; readonly value: unknown; readonly lease?: number }
  | { readonly type: 'delete'; readonly key: string; readonly end?: string }
  | { readonly type: 'range'; readonly key: string; readonly end?: string };

/** All comparisons hold → `success`, else `failure`; either runs whole and in one revision. */
export interface TxnRequest {
  readonly op: 'txn';
  readonly compare: readonly Compare[];
  readonly success: readonly TxnOp[];
  readonly failure?: readonly TxnOp[];
}

export interface LeaseGrantRequest {
  readonly op: 'leaseGrant';
  readonly ttlSeconds: number;
}

export interface LeaseRequest {
  readonly op: 'leaseKeepAlive' | 'leaseRevoke';
  readonly id: number;
}

export interface CompactRequest {
  readonly op: 'compact';
  readonly revision: number;
}

export interface StatusRequest {
  readonly op: 'status';
}

/** A stream: answered once, then a WatchFrame for every group of events. */
export interface WatchRequest {
  readonly op: 'watch';
  readonly key: string;
  readonly end?: string;
  /** First revision of interest; 0 or absent: from now on. */
  readonly startRevision?: number;
}

export type EtcdRequest = RangeRequest | TxnRequest | LeaseGrantRequest | LeaseRequest | CompactRequest | StatusRequest | WatchRequest;

/** Why etcd said no, in etcd's own words. */
export type EtcdError =
  | { readonly reason: 'compacted'; readonly message: string; readonly compactRevision: number }
  | { readonly reason: 'future' | 'leaseNotFound' | 'duplicateKey' | 'unknown'; readonly message: string };

export type EtcdReply<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: EtcdError };

export interface RangeResult {
  /** The store's newest revision when it answered. */
  readonly revision: number;
  readonly items: readonly KeyValue[];
  /** How many keys the range holds, with or without `limit`. */
  readonly count: number;
}

export interface TxnResult {
  readonly succeeded: boolean;
  readonly revision: number;
  /** What the branch's puts and deletes wrote, in order. */
  readonly written: readonly KeyValue[];
  /** What the branch's ranges found, all of them one after the other. */
  readonly found: readonly KeyValue[];
}

export interface LeaseResult {
  readonly id: number;
  readonly ttlSeconds: number;
}

export interface StatusResult {
  readonly revision: number;
  readonly compactRevision: number;
  readonly term: number;
  readonly index: number;
}

export interface WatchResult {
  readonly revision: number;
}

export interface WatchFrame {
  readonly revision: number;
  readonly events: readonly KeyValue[];
}

/** True when this version is the end of its key. */
export function isDeletion(version: KeyValue): boolean {
  return version.version === 0;
}

/** The first key after every key that begins with `prefix`. */
export function prefixEnd(prefix: string): string {
  const last = prefix.length - 1;
  return prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1);
}

export const COMPACTED = 'etcdserver: mvcc: required revision has been compacted';
export const FUTURE_REVISION = 'etcdserver: mvcc: required revision is a future revision';
export const LEASE_NOT_FOUND = 'etcdserver: requested lease not found';
