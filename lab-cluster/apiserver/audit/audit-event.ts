// One event of the audit log, from what is known of a request at its answer. Models apiserver/pkg/audit/request.go.
// Simplified: contents of Secrets and tokens are blanked, where upstream writes them; what was applied as YAML stands there as
// JSON, where upstream fails to write the event; slow requests are not told how long each layer took.
import { parseIp, printIp } from '../../api/ip.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import type { ApiRequest, ApiResponse, UserInfo } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { microTimestamp } from '../../api/time.ts';
import type { Micros } from '../../sim/sim.ts';
import type { AuditEvent, AuditObjectRef, AuditRecord, AuditUser } from './audit.ts';
import { Redaction, REDACTED, type Secretive } from './audit-redaction.ts';
import { accessOf } from '../authz/access.ts';
import { contentTypeOf, readBody, readPatchBody } from '../encoding/decode.ts';
import { headerOf } from '../encoding/negotiation.ts';
import type { Call } from '../pipeline.ts';
import { requestUri } from '../request/request-uri.ts';

const LONGEST_USER_AGENT = 1024;

/** Resources whose bodies hold keys and tokens. */
const SECRETIVE: Readonly<Record<string, Secretive>> = {
  secrets: 'Secret',
  'serviceaccounts/token': 'TokenRequest',
  'tokenreviews.authentication.k8s.io': 'TokenReview',
};

export function auditEvent(record: AuditRecord, call: Call, stage: AuditEvent['stage'], response: ApiResponse, nowUs: Micros): AuditEvent {
  const bodies = redactedBodies(call, record, bodiesOf(call, record, response));
  const annotations = annotationsOf(call, stage, bodies.told);
  return {
    ...headOf(record, call, stage),
    responseStatus: statusOf(response.code, bodies.answer),
    ...(bodies.sent === undefined ? {} : { requestObject: bodies.sent }),
    ...(bodies.answer === undefined ? {} : { responseObject: bodies.answer }),
    requestReceivedTimestamp: microTimestamp(record.arrival.timeUs),
    stageTimestamp: microTimestamp(nowUs),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** Before anything is judged, let alone read: what the head of a request says. */
export function receivedEvent(record: AuditRecord, call: Call): AuditEvent {
  const annotations = annotationsOf(call, 'RequestReceived', (text) => text);
  const receivedAt = microTimestamp(record.arrival.timeUs);
  return {
    ...headOf(record, call, 'RequestReceived'),
    requestReceivedTimestamp: receivedAt,
    stageTimestamp: receivedAt,
    ...(annotations === undefined ? {} : { annotations }),
  };
}

type Head = Omit<AuditEvent, 'requestReceivedTimestamp' | 'stageTimestamp'>;

function headOf(record: AuditRecord, call: Call, stage: AuditEvent['stage']): Head {
  const { request, route, detail } = call;
  const objectRef = objectRefOf(call, record);
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: record.id,
    stage,
    requestURI: requestUri(request),
    verb: route.verb,
    user: detail.user === '' ? {} : auditUser(record.impersonator ?? call.user),
    ...(record.impersonator === undefined ? {} : { impersonatedUser: auditUser(call.user) }),
    sourceIPs: sourceIps(request, record.arrival.address),
    ...(detail.userAgent === '' ? {} : { userAgent: shortened(detail.userAgent) }),
    ...(objectRef === undefined ? {} : { objectRef }),
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

function shortened(userAgent: string): string {
  return userAgent.length > LONGEST_USER_AGENT ? `${userAgent.slice(0, LONGEST_USER_AGENT)}...TRUNCATED` : userAgent;
}

/** What proxies on the way say of whom they speak for, and who came himself. Models utilnet.SourceIPs. */
function sourceIps(request: ApiRequest, address: string): readonly string[] {
  const addresses: string[] = [];
  const add = (text: string, known: (ip: string) => boolean): void => {
    const ip = parseIp(text.trim());
    if (ip !== undefined && !known(printIp(ip))) addresses.push(printIp(ip));
  };
  for (const text of headerOf(request, 'x-forwarded-for').split(',')) add(text, () => false);
  add(headerOf(request, 'x-real-ip'), (ip) => addresses.includes(ip));
  add(address, (ip) => addresses.at(-1) === ip);
  return addresses;
}

/** From the path, and what that does not say from the object that was sent. */
function objectRefOf({ request, route, user }: Call, { requestObject }: AuditRecord): AuditObjectRef | undefined {
  const { isResource, group, resource, namespace, name, subresource } = accessOf(request, route, user);
  if (!isResource) return undefined;
  const version = route.type === 'resource' ? route.kind.version : route.type === 'refused' ? route.asked?.version : undefined;
  const metadata = requestObject?.metadata as Readonly<Record<string, unknown>> | undefined;
  const sent = (field: string): string => (typeof metadata?.[field] === 'string' ? metadata[field] : '');
  const all = {
    resource,
    namespace: namespace || sent('namespace'),
    name: name || sent('name'),
    uid: sent('uid'),
    apiGroup: group,
    apiVersion: version ?? '',
    resourceVersion: sent('resourceVersion'),
    subresource,
  };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== '')) as unknown as AuditObjectRef;
}

interface Bodies {
  readonly sent: unknown;
  readonly answer: unknown;
}

function bodiesOf({ request, route, opinion }: Call, { requestObject }: AuditRecord, { body, raw }: ApiResponse): Bodies {
  // A line of text is no object, nor is a document without a kind.
  const isObject = isPlainObject(body) && typeof body.kind === 'string' && raw?.contentType.startsWith('text/') !== true;
  const isPatch = route.verb === 'patch' && opinion?.decision === 'allow' && request.body !== undefined;
  const patch = isPatch ? readPatchBody(request, languageOf(request), PATCH) : undefined;
  const value = patch?.ok === true ? patch.value.value : undefined;
  return { sent: requestObject ?? value ?? undefined, answer: isObject ? body : undefined };
}

const PATCH = { kind: 'Patch' };

function languageOf(request: ApiRequest): 'json' | 'yaml' {
  return contentTypeOf(request).startsWith('application/apply-patch+yaml') ? 'yaml' : 'json';
}

/** `told` takes secrets out of what else is said. */
interface Redacted extends Bodies {
  told(text: string): string;
}

function redactedBodies(call: Call, record: AuditRecord, { sent, answer }: Bodies): Redacted {
  const sort = secretiveOf(call, sent);
  if (sort === undefined) return { sent, answer, told: (text) => text };
  const redaction = new Redaction(sort);
  const isDelete = record.requestObject?.kind === 'DeleteOptions';
  if (!isDelete) redaction.learn(sent);
  for (const secret of record.secrets) redaction.learn(secret);
  const told = (text: string): string => redaction.sentence(text);
  return { sent: isDelete ? sent : redaction.object(sent), answer: redactedAnswer(call, redaction, sent, answer), told };
}

function redactedAnswer(call: Call, redaction: Redaction, sent: unknown, answer: unknown): unknown {
  if (!isPlainObject(answer) || answer['kind'] !== 'Status') return redaction.object(answer);
  const status = answer as unknown as Status;
  const { body } = call.request;
  if (status.status === 'Success' || body === undefined) return status;
  if (sent === undefined) {
    const read = readBody(call.request, PATCH);
    const isEchoed = status.message?.includes('is unrecognized') === true;
    // Nobody knows what of a text that is no object is a secret.
    if (call.opinion?.decision === 'allow' && (!read.ok || isEchoed)) return { ...status, message: REDACTED, details: {} };
    if (read.ok) redaction.learn(read.value.value);
  }
  return redaction.status(status);
}

function secretiveOf({ route }: Call, sent: unknown): Secretive | undefined {
  if (route.type !== 'resource') return undefined;
  const { kind, subresource } = route;
  const known = SECRETIVE[subresource === undefined ? kind.resource : `${kind.resource}/${subresource}`];
  // A patch may say it is of another kind than what it is sent to.
  return known ?? (isPlainObject(sent) && sent['kind'] === 'Secret' ? 'Secret' : undefined);
}

function statusOf(code: number, answer: unknown): Partial<Status> {
  if (!isPlainObject(answer) || answer['kind'] !== 'Status') return { metadata: {}, code };
  const { status, message, reason, details } = answer as unknown as Status;
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
function annotationsOf({ detail, opinion, route }: Call, stage: AuditEvent['stage'], told: Redacted['told']): AuditEvent['annotations'] {
  const noted = Object.entries(detail.auditAnnotations ?? {}).map(([key, text]) => [key, told(text)] as const);
  if (opinion === undefined) return noted.length === 0 ? undefined : Object.fromEntries(noted);
  const isAllowed = opinion.decision === 'allow';
  // Counted with the request, when it is over. Models metrics.MonitorRequest.
  const isDeprecated = isAllowed && stage === 'ResponseComplete' && route.type === 'resource' && route.kind.deprecated !== undefined;
  return {
    'authorization.k8s.io/decision': isAllowed ? 'allow' : 'forbid',
    'authorization.k8s.io/reason': opinion.reason,
    ...(isDeprecated ? { 'k8s.io/deprecated': 'true' } : {}),
    ...Object.fromEntries(noted),
  };
}
