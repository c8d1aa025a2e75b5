// What an admission plugin is: a gate between "allowed" and "stored" that may complete an object or refuse it.
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiRequest, ApiResponse, UserInfo } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import type { Context, Micros, Rng, Task } from '../../sim/sim.ts';
import type { Authorizers } from '../authz/authorize.ts';
import type { WatchCache } from '../storage/watch-cache.ts';

export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string;
  /** As the request says it, which policies are asked with: empty where a name is drawn, or many go together. */
  readonly requestName: string;
  readonly subresource: string | undefined;
  readonly user: UserInfo;
  /**
   * What is to be stored, or the body of a subresource; on DELETE what is to go. Mutating plugins write into it on CREATE
   * only, where it is private; on UPDATE it may share parts with `oldObject`.
   */
  readonly object: KubeObject;
  /** What is stored now; absent on CREATE. */
  readonly oldObject: KubeObject | undefined;
  readonly dryRun: boolean;
  /** `CreateOptions` and its cousins, as policies see them. */
  options(): Readonly<Record<string, unknown>>;
  /** Says something to whoever asked, whether the request is refused or not. Equal sentences are said once. */
  warn(text: string): void;
  /** For the audit log: `pod-security.kubernetes.io/enforce-policy`. */
  annotate(key: string, value: string): void;
}

export interface AdmissionEnv {
  readonly cache: WatchCache;
  /** Some plugins ask whether whoever asks may do something else as well. */
  readonly authorizers: Authorizers;
  readonly rng: Rng;
  readonly nowUs: Micros;
  /** What the server's own requests are caused by. */
  readonly ctx: Context;
  /** Asks this server itself, as upstream's loopback client does. */
  readonly ask: Loopback;
}

/** One request of the server to itself. */
export type Loopback = (request: ApiRequest, ctx: Context) => Task<ApiResponse>;

export interface AdmissionPlugin {
  readonly name: string;
  /** Where the lab does less than Kubernetes, in a sentence a learner reads; absent: faithful. */
  readonly simplified?: string;
  /** Whether it has anything to say of this request at all. */
  handles(request: AdmissionRequest, env: AdmissionEnv): boolean;
  /** False while something it needs is still being made by a controller; asked again a little later, a few times. */
  ready?(request: AdmissionRequest, env: AdmissionEnv): boolean;
  /** Completes the object; a Status refuses it. */
  mutate?(request: AdmissionRequest, env: AdmissionEnv): Status | undefined;
  /** Sees the object as it will be stored. */
  validate?(request: AdmissionRequest, env: AdmissionEnv): Status | undefined;
  /** Like `validate`, but after all of them, and it may write and wait. Absent answer: there is nothing to wait for. */
  reserve?(request: AdmissionRequest, env: AdmissionEnv): Task<Status | undefined> | undefined;
}

/** Creation of the thing itself, not of something below it. */
export function creates(request: AdmissionRequest, plural: string): boolean {
  return request.operation === 'CREATE' && request.kind.plural === plural && request.subresource === undefined;
}
