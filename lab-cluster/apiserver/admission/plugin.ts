// What an admission plugin is: a gate between "allowed" and "stored" that may complete an object or refuse it.
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { UserInfo } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import type { Rng } from '../../sim/sim.ts';
import type { WatchCache } from '../watch-cache.ts';

export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly subresource: string | undefined;
  readonly user: UserInfo;
  /** What is to be stored. On CREATE it is private, and mutating plugins write into it. */
  readonly object: KubeObject;
}

export interface AdmissionEnv {
  readonly cache: WatchCache;
  readonly rng: Rng;
}

export interface AdmissionPlugin {
  readonly name: string;
  /** Whether it has anything to say of this request at all. */
  handles(request: AdmissionRequest): boolean;
  /** False while something it needs is still being made by a controller; asked again a little later, a few times. */
  ready?(request: AdmissionRequest, env: AdmissionEnv): boolean;
  /** Completes the object; a Status refuses it. */
  mutate?(request: AdmissionRequest, env: AdmissionEnv): Status | undefined;
  /** Sees the object as it will be stored. */
  validate?(request: AdmissionRequest, env: AdmissionEnv): Status | undefined;
}

/** Creation of the thing itself, not of something below it. */
export function creates(request: AdmissionRequest, plural: string): boolean {
  return request.operation === 'CREATE' && request.kind.plural === plural && request.subresource === undefined;
}
