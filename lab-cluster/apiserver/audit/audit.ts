// Who asked the server for what, and what came of it: audit.k8s.io/v1 events for whoever listens. Models apiserver/pkg/audit and
// pkg/endpoints/filters/{audit,authn_audit}.go under a policy that omits the stage RequestReceived and says RequestResponse of all but
// what holds secrets, which is Metadata: as the policies that come with Kubernetes do. Without a listener nothing here is done.
import { cloneValue } from '../../api/equal.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ApiRequest, ApiResponse, UserInfo } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { microTimestamp } from '../../api/time.ts';
import type { Clock, Micros, Rng } from '../../sim/sim.ts';
import type { Call } from '../pipeline.ts';
import { requestUri } from '../request/request-uri.ts';

interface AuditUser {
  readonly username: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: NonNullable<UserInfo['extra']>;
}

interface AuditObjectRef {
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
  readonly level: 'RequestResponse' | 'Metadata';
  readonly auditID: string;
  /** ResponseStarted of what may last, such as watches and logs, and as the only one of strangers who showed false credentials. */
  readonly stage: 'ResponseStarted' | 'ResponseComplete';
  readonly requestURI: string;
  readonly verb: string;
  readonly user: AuditUser | Readonly<Record<string, never>>;
  readonly impersonatedUser?: AuditUser;
  readonly sourceIPs: readonly string[];
  readonly userAgent?: string;
  readonly objectRef?: AuditObjectRef;
  readonly responseStatus: Partial<Status>;
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
  requestObject: unknown = undefined;
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

  /** Undefined when nobody listens. */
  begin(arrival: Arrival): AuditRecord | undefined {
    return this.#log.listener === undefined ? undefined : new AuditRecord(this.#rng.uuid(), arrival);
  }

  /** The answer is there; a stream that follows it will end later. */
  tellAnswer(record: AuditRecord, call: Call, response: ApiResponse, streams: boolean): void {
    // Who could not be told apart from an impostor was never let in, so nothing completes.
    const isStranger = call.detail.user === '' && response.code === 401;
    if (isLongRunning(call) || streams || isStranger) this.tell(record, call, 'ResponseStarted', response);
    if (!streams && !isStranger) this.tell(record, call, 'ResponseComplete', response);
  }

  tell(record: AuditRecord, call: Call, stage: AuditEvent['stage'], response: ApiResponse): void {
    this.#log.listener?.(auditEvent(record, call, stage, response, this.#clock.nowUs));
  }
}

/** Keeps what a handler read, before admission writes into it. */
export function noteRequestObject(call: Call, object: KubeObject): void {
  if (call.audit !== undefined) call.audit.requestObject = cloneValue(object);
}

/** Resources whose bodies hold keys and tokens. */
const SECRETIVE = new Set(['secrets', 'serviceaccounts/token', 'tokenreviews.authentication.k8s.io']);
const LONGEST_USER_AGENT = 1024;

function levelOf(route: Call['route']): AuditEvent['level'] {
  if (route.type !== 'resource') return 'RequestResponse';
  const { kind, subresource } = route;
  return SECRETIVE.has(subresource === undefined ? kind.resource : `${kind.resource}/${subresource}`) ? 'Metadata' : 'RequestResponse';
}

/** Models BasicLongRunningRequestCheck as kube-apiserver sets it: a log is one though it is not followed. */
function isLongRunning({ route }: Call): boolean {
  return route.type === 'resource' && (route.verb === 'watch' || route.subresource === 'log');
}

function shortened(userAgent: string): string {
  return userAgent.length > LONGEST_USER_AGENT ? `${userAgent.slice(0, LONGEST_USER_AGENT)}...TRUNCATED` : userAgent;
}

function auditEvent(record: AuditRecord, call: Call, stage: AuditEvent['stage'], response: ApiResponse, nowUs: Micros): AuditEvent {
  const { request, route, detail } = call;
  const requestObject = record.requestObject ?? bodyOf(request);
  const { body } = response;
  const objectRef = objectRefOf(call, requestObject);
  const annotations = annotationsOf(call);
  const level = levelOf(route);
  const isWhole = level === 'RequestResponse';
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level,
    auditID: record.id,
    stage,
    requestURI: requestUri(request),
    verb: route.verb,
    user: detail.user === '' ? {} : auditUser(record.impersonator ?? call.user),
    ...(record.impersonator === undefined ? {} : { impersonatedUser: auditUser(call.user) }),
    sourceIPs: [record.arrival.address],
    ...(detail.userAgent === '' ? {} : { userAgent: shortened(detail.userAgent) }),
    ...(objectRef === undefined ? {} : { objectRef }),
    responseStatus: statusOf(response),
    ...(!isWhole || requestObject === undefined ? {} : { requestObject }),
    ...(!isWhole || body === undefined ? {} : { responseObject: body }),
    requestReceivedTimestamp: microTimestamp(record.arrival.timeUs),
    stageTimestamp: microTimestamp(nowUs),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function auditUser({ name, uid, groups, extra = {} }: UserInfo): AuditUser {
  return {
    username: name,
    ...(uid ? { uid } : {}),
    ...(groups.length === 0 ? {} : { groups }),
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}

/** A body no handler made an object of: patches, options, and what was refused before it was read. */
function bodyOf({ body, method }: ApiRequest): unknown {
  if (body === undefined || body === null || method === 'GET') return undefined;
  if (typeof body !== 'string') return body instanceof Uint8Array ? undefined : body;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function objectRefOf({ route }: Call, requestObject: unknown): AuditObjectRef | undefined {
  if (route.type !== 'resource') return undefined;
  const { kind, namespace, subresource } = route;
  const sent = (requestObject as Partial<KubeObject> | null | undefined)?.metadata;
  const metadata = (typeof sent === 'object' && sent !== null ? sent : {}) as Readonly<Record<string, unknown>>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const name = route.name ?? text(metadata['name']);
  // What a request names in its body counts where its URL does not.
  const uid = text(metadata['uid']);
  const resourceVersion = text(metadata['resourceVersion']);
  const scope = namespace ?? (kind.plural === 'namespaces' ? name : '');
  return {
    resource: kind.plural,
    ...(scope === '' ? {} : { namespace: scope }),
    ...(name === '' ? {} : { name }),
    ...(uid === '' ? {} : { uid }),
    ...(kind.group === '' ? {} : { apiGroup: kind.group }),
    apiVersion: kind.version,
    ...(resourceVersion === '' ? {} : { resourceVersion }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

function statusOf({ code, body }: ApiResponse): Partial<Status> {
  if (body?.kind !== 'Status') return { metadata: {}, code };
  const { status, message, reason, details } = body as Status;
  return {
    metadata: {},
    ...(status === undefined ? {} : { status }),
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    ...(details === undefined ? {} : { details }),
    code,
  };
}

/** Nobody decides about who is not known. */
function annotationsOf({ detail, opinion }: Call): AuditEvent['annotations'] {
  const { auditAnnotations } = detail;
  if (opinion === undefined) return auditAnnotations;
  const decision = {
    'authorization.k8s.io/decision': opinion.decision === 'allow' ? 'allow' : 'forbid',
    'authorization.k8s.io/reason': opinion.reason,
  };
  return { ...decision, ...auditAnnotations };
}
