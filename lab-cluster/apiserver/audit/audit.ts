// Who asked the server for what, and what came of it: audit.k8s.io/v1 events for whoever listens. Models apiserver/pkg/audit and
// pkg/endpoints/filters/{audit,authn_audit,audit_init}.go under a policy of one rule: RequestResponse of everything.
// Without a listener nothing here is done. What an event is made of: audit-event.ts.
import { cloneValue } from '../../api/equal.ts';
import type { Kind } from '../../api/kind.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiRequest, ApiResponse, UserInfo } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { asServed, storedKindOf } from '../../api/versions.ts';
import type { Clock, Micros, Rng } from '../../sim/sim.ts';
import { auditEvent, receivedEvent } from './audit-event.ts';
import { copyJson } from '../encoding/json-value.ts';
import { headerOf } from '../encoding/negotiation.ts';
import { isLongRunning } from '../request/long-running.ts';
import type { Call } from '../pipeline.ts';

export interface AuditUser {
  readonly username: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: NonNullable<UserInfo['extra']>;
}

export interface AuditObjectRef {
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly uid?: string;
  readonly apiGroup?: string;
  readonly apiVersion: string;
  readonly resourceVersion?: string;
  readonly subresource?: string;
}

/** One line of an audit log. */
export interface AuditEvent {
  readonly kind: 'Event';
  readonly apiVersion: 'audit.k8s.io/v1';
  readonly level: 'RequestResponse';
  readonly auditID: string;
  /**
   * RequestReceived of whoever is known, before anything is judged; ResponseStarted of what may last, such as watches and logs,
   * and as the only one of who was turned away as nobody known.
   */
  readonly stage: 'RequestReceived' | 'ResponseStarted' | 'ResponseComplete';
  readonly requestURI: string;
  readonly verb: string;
  readonly user: AuditUser | Readonly<Record<string, never>>;
  readonly impersonatedUser?: AuditUser;
  readonly sourceIPs: readonly string[];
  readonly userAgent?: string;
  readonly objectRef?: AuditObjectRef;
  /** Absent before there is an answer. */
  readonly responseStatus?: Partial<Status>;
  readonly requestObject?: unknown;
  readonly responseObject?: unknown;
  readonly requestReceivedTimestamp: string;
  readonly stageTimestamp: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

export type AuditListener = (event: AuditEvent) => void;

/** What outlives a server: who listens. */
export interface AuditLog {
  listener: AuditListener | undefined;
}

/** Where and when a request came in. */
export interface Arrival {
  readonly timeUs: Micros;
  readonly address: string;
}

/** What is collected of one request until its answer. */
export class AuditRecord {
  readonly id: string;
  readonly arrival: Arrival;
  /** What the body says, with defaults, where a handler made an object of it. */
  requestObject: KubeObject | undefined = undefined;
  /** Secrets a handler worked on: refusals may speak of them. */
  readonly secrets: KubeObject[] = [];
  /** Who asked, where that is somebody else than for whom. */
  impersonator: UserInfo | undefined = undefined;

  constructor(id: string, arrival: Arrival) {
    this.id = id;
    this.arrival = arrival;
  }
}

export class Auditor {
  readonly #log: AuditLog;
  readonly #clock: Clock;
  /** A stream of its own, so that listening changes nothing else that is drawn. */
  readonly #rng: Rng;

  constructor(log: AuditLog, clock: Clock, rng: Rng) {
    this.#log = log;
    this.#clock = clock;
    this.#rng = rng;
  }

  get isHeard(): boolean {
    return this.#log.listener !== undefined;
  }

  /** Undefined when nobody listens. */
  begin(arrival: Arrival, request: ApiRequest): AuditRecord | undefined {
    return this.#log.listener === undefined ? undefined : new AuditRecord(givenAuditId(request) ?? this.#rng.uuid(), arrival);
  }

  /** It is known who asks, and nothing more. */
  tellReceived(record: AuditRecord, call: Call): void {
    this.#log.listener?.(receivedEvent(record, call));
  }

  /** The answer is there; a stream that follows it will end later. */
  tellAnswer(record: AuditRecord, call: Call, response: ApiResponse, streams: boolean): void {
    // Whoever was turned away before it was asked who he is was never let in, so nothing completes.
    const isStranger = call.detail.user === '';
    if (isLongRunning(call.route) || streams || isStranger) this.tell(record, call, 'ResponseStarted', response);
    if (!streams && !isStranger) this.tell(record, call, 'ResponseComplete', response);
  }

  tell(record: AuditRecord, call: Call, stage: AuditEvent['stage'], response: ApiResponse): void {
    this.#log.listener?.(auditEvent(record, call, stage, response, this.#clock.nowUs));
  }
}

/** The id its sender has chosen for a request: it comes back with the answer, and stands in the log. */
export function givenAuditId(request: ApiRequest): string | undefined {
  const id = headerOf(request, 'audit-id');
  return id === '' ? undefined : id;
}

/** Keeps what a handler read, with the defaults of its kind, before anything else is done to it. */
export function noteRequestObject({ audit }: Call, kind: Kind, object: KubeObject): void {
  if (audit === undefined) return;
  const own = cloneValue(object);
  storedKindOf(kind).setDefaults?.(own);
  audit.requestObject = asServed(kind, own);
}

/** Keeps the whole of what was sent where a handler reads but a part. */
export function noteSentObject({ audit, request }: Call): void {
  if (audit === undefined) return;
  const sent = copyJson(request.body);
  if (sent.ok) audit.requestObject = sent.value as KubeObject;
}

/** What admission sees of Secrets, which it may quote. */
export function noteSecret({ audit, route }: Call, ...objects: readonly (KubeObject | undefined)[]): void {
  if (audit === undefined || route.type !== 'resource' || route.kind.kind !== 'Secret') return;
  for (const object of objects) if (object !== undefined) audit.secrets.push(object);
}
