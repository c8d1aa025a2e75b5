// The way of a request through the server, as two lists of stages: what every request passes, and what every new state of
// an object passes before it is stored. What comes after is storage, the watch cache and its watchers.
import type { KubeObject } from '../api/object.ts';
import type { ApiRequest, UserInfo } from '../api/request.ts';
import type { Result, Status } from '../api/status.ts';
import { storedKindOf } from '../api/versions.ts';
import { warningsOf } from '../api/warnings/warnings.ts';
import type { Context, Task } from '../sim/sim.ts';
import type { AdmissionEnv, AdmissionPlugin, AdmissionRequest } from './admission/plugin.ts';
import { admissionPlugins } from './admission/registry.ts';
import { type AuditRecord, noteSecret } from './audit/audit.ts';
import { ANONYMOUS, authenticate, type TokenNotes } from './authn/authenticate.ts';
import { etcdFailure } from './storage/etcd-client.ts';
import { allowedText, forbiddenFor } from './authz/authorize.ts';
import { accessOf } from './authz/access.ts';
import type { Opinion } from './authz/authorizer.ts';
import { escalation } from './authz/escalation.ts';
import { paramAccess } from './authz/param-access.ts';
import { impersonate } from './authn/impersonate.ts';
import type { ResourceRequest, Route } from './request/route.ts';
import { timeoutProblem } from './request/request-timeout.ts';
import type { Server } from './server-state.ts';
import { ServeDetail, type StepName } from './serve-detail.ts';
import { META_VERSION, queryText, queryTexts } from './rest/options.ts';
import { checkChange } from './rest/validation.ts';

/** A request on its way: filled in stage by stage. */
export interface Call {
  readonly request: ApiRequest;
  /** The serve span: cause of everything done for this request. */
  readonly ctx: Context;
  readonly route: Route;
  user: UserInfo;
  /** Why it may be done; undefined before anybody was asked. */
  opinion: Opinion | undefined;
  readonly detail: ServeDetail;
  warnings: string[];
  /** Absent when nobody listens to the audit log. */
  readonly audit: AuditRecord | undefined;
}

/** A call past routing. */
export interface ResourceCall extends Call {
  readonly route: ResourceRequest;
}

export interface RequestStage {
  readonly name: StepName;
  /** A text for the trace, or the Status that ends the request. */
  run(call: Call, server: Server): string | Status;
}

const NOT_SERVED = 'nothing that is served';

const requestStages: readonly RequestStage[] = [
  {
    name: 'route',
    // Strangers are not told what there is: what nobody serves is refused when it is known who asks.
    run: ({ request, route }) =>
      timeoutProblem(request, route) ??
      (route.type === 'refused' ? NOT_SERVED : route.type === 'resource' ? route.kind.resource : route.path),
  },
  {
    name: 'authenticate',
    run: (call, server) => {
      const user = authenticate(call.request, server, notesOf(call));
      if (!user.ok) return user.status;
      call.user = user.value;
      call.detail.user = user.value.name;
      if (call.audit !== undefined) server.auditor.tellReceived(call.audit, call);
      const acting = impersonate(call.request, user.value, server.authorizers);
      return acting === undefined ? user.value.name : actAs(call, acting);
    },
  },
  {
    name: 'authorise',
    run: (call, server) => {
      const access = accessOf(call.request, call.route, call.user);
      const opinion = (call.opinion = server.authorizers.authorize(access));
      return opinion.decision === 'allow' ? allowedText(opinion, call.user) : forbiddenFor(access, opinion.reason);
    },
  },
];

/** From here on the request is judged as if that user had sent it. */
function actAs(call: Call, acting: Result<UserInfo>): string | Status {
  if (!acting.ok) return acting.status;
  const { name } = call.user;
  if (call.audit !== undefined) call.audit.impersonator = call.user;
  call.user = acting.value;
  call.detail.user = acting.value.name;
  return `${name}, acting as ${acting.value.name}`;
}

/** What is to be said of whoever asks, beside the answer. */
export function notesOf(call: Call): TokenNotes {
  return { warn: (text) => warn(call, text), annotate: (key, value) => call.detail.annotate(key, value) };
}

/** What clients hear apart from the answer; equal sentences are sent once. */
export function warn(call: Call, text: string): void {
  call.warnings.push(text);
}

/** What admission is asked about a call. */
export function admissionOf(
  call: ResourceCall,
  change: Pick<AdmissionRequest, 'operation' | 'name' | 'object' | 'oldObject' | 'dryRun'> & {
    readonly requestName?: string;
    readonly options?: AdmissionRequest['options'];
  },
): AdmissionRequest {
  const { kind, subresource, namespace } = call.route;
  noteSecret(call, change.object, change.oldObject);
  return {
    operation: change.operation,
    kind,
    namespace: kind.namespaced ? (change.object.metadata.namespace ?? namespace) : undefined,
    name: change.name,
    requestName: change.requestName ?? change.name,
    subresource,
    user: call.user,
    object: change.object,
    oldObject: change.oldObject,
    dryRun: change.dryRun,
    options: change.options ?? (() => writeOptions(change.operation, call.request.query)),
    warn: (text) => warn(call, text),
    annotate: (key, value) => call.detail.annotate(key, value),
  };
}

/** Models patchToCreateOptions and patchToUpdateOptions of apiserver/pkg/endpoints/handlers/patch.go: a patch has those of what it does. */
function writeOptions(operation: AdmissionRequest['operation'], query: ApiRequest['query']): Readonly<Record<string, unknown>> {
  const dryRun = queryTexts(query, 'dryRun');
  const named = (field: string): object => (queryText(query, field) === '' ? {} : { [field]: queryText(query, field) });
  return {
    kind: operation === 'CREATE' ? 'CreateOptions' : 'UpdateOptions',
    apiVersion: META_VERSION,
    ...(dryRun.length === 0 ? {} : { dryRun }),
    ...named('fieldManager'),
    ...named('fieldValidation'),
  };
}

export function admissionEnv(server: Server, ctx: Context): AdmissionEnv {
  const { cache, authorizers, sim, ask } = server;
  return { cache, authorizers, rng: sim.rng, nowUs: sim.clock.nowUs, ctx, ask };
}

/** A new state of an object, about to be stored. */
export interface ObjectChange {
  readonly admission: AdmissionRequest;
  /** What it replaces; absent on create. */
  readonly previous: KubeObject | undefined;
  /** What it is called while its name is still to be drawn: refusals of those who are asked before say so. */
  readonly calledBefore?: string | undefined;
  /** What plugins are asked about, where that is not the object itself: a scale of it. */
  readonly judged?: AdmissionRequest | undefined;
  /**
   * Takes what the object needs beside itself and prepares it, once the plugins have changed it and before its rules are
   * asked; the Status says why it cannot have what it needs.
   */
  readonly begin?: () => Status | undefined;
  /** Whether it may be done at all, where only now is known what is done. */
  readonly permit?: () => Status | undefined;
}

export interface ObjectStage {
  readonly name: StepName;
  run(change: ObjectChange, env: AdmissionEnv, call: Call): string | Status;
}

export const objectStages: readonly ObjectStage[] = [
  {
    name: 'mutating admission',
    run: ({ admission, judged = admission, calledBefore }, env) =>
      admit(calledBefore === undefined ? judged : { ...judged, name: calledBefore }, env, 'mutate'),
  },
  {
    name: 'schema and validation',
    run: (change, env, call) => {
      const broken =
        change.begin?.() ?? escalation(change.admission, env.authorizers) ?? checkChange(change) ?? paramAccess(change.admission, env);
      if (broken !== undefined) return broken;
      const { kind, object, subresource } = change.admission;
      for (const text of warningsOf(storedKindOf(kind), object, change.previous, subresource)) warn(call, text);
      return 'no rule is broken';
    },
  },
  { name: 'validating admission', run: ({ admission, judged = admission, permit }, env) => permit?.() ?? admit(judged, env, 'validate') },
];

/** What a call looks like before its first stage. */
export function createCall(request: ApiRequest, ctx: Context, route: Route, audit?: AuditRecord): Call {
  return { request, ctx, route, user: ANONYMOUS, opinion: undefined, detail: new ServeDetail(), warnings: [], audit };
}

/** Runs the stages; the Status of the one that refused, or nothing. */
export function passRequestStages(call: Call, server: Server): Status | undefined {
  for (const stage of requestStages) {
    const outcome = stage.run(call, server);
    if (typeof outcome !== 'string') return refuse(call, stage.name, outcome);
    call.detail.pass(stage.name, outcome);
  }
  return undefined;
}

/** What etcd takes in one request. */
const MAX_STORED_BYTES = 1.5 * 1024 * 1024;
/** Only what came as a long text can be too large; nothing else is measured. */
const SUSPICIOUS_LENGTH = 1024 * 1024;

function isTooLarge({ request: { body } }: Call, object: KubeObject): boolean {
  const length = typeof body === 'string' || body instanceof Uint8Array ? body.length : 0;
  return length > SUSPICIOUS_LENGTH && JSON.stringify(object).length > MAX_STORED_BYTES;
}

export function passObjectStages(call: Call, change: ObjectChange, env: AdmissionEnv): Status | undefined {
  for (const stage of objectStages) {
    const outcome = stage.run(change, env, call);
    if (typeof outcome !== 'string') return refuse(call, stage.name, outcome);
    call.detail.pass(stage.name, outcome);
  }
  if (isTooLarge(call, change.admission.object)) return refuse(call, 'storage', etcdFailure('etcdserver: request is too large'));
  return undefined;
}

/** Admission of what is posted to a part of an object, where storage follows rules of its own. */
export function admitPart(
  call: ResourceCall,
  server: Server,
  object: KubeObject,
  dryRun: boolean,
  phases: readonly Phase[],
): Status | undefined {
  const env = admissionEnv(server, call.ctx);
  const { name = object.metadata.name } = call.route;
  const admission = admissionOf(call, { operation: 'CREATE', name, object, oldObject: undefined, dryRun });
  for (const phase of phases) {
    const step = phase === 'mutate' ? 'mutating admission' : 'validating admission';
    const outcome = admit(admission, env, phase);
    if (typeof outcome !== 'string') return refuse(call, step, outcome);
    call.detail.pass(step, outcome);
  }
  return undefined;
}

/** What still has to be reserved before the object may be stored; undefined, as nearly always, when nothing has. */
export function reservationsFor(admission: AdmissionRequest, env: AdmissionEnv): Task<Status | undefined> | undefined {
  for (const plugin of admissionPlugins) {
    if (plugin.reserve === undefined || !plugin.handles(admission, env)) continue;
    // Only quotas reserve, so the first is the only one.
    return plugin.reserve(admission, env);
  }
  return undefined;
}

function refuse(call: Call, step: StepName, status: Status): Status {
  call.detail.pass(step, `refused: ${status.message ?? status.reason ?? status.code}`);
  return status;
}

type Phase = 'mutate' | 'validate';

function admit(request: AdmissionRequest, env: AdmissionEnv, phase: Phase): string | Status {
  let asked = 0;
  for (let index = 0; index < admissionPlugins.length; index++) {
    const plugin = admissionPlugins[index] as AdmissionPlugin;
    const run = plugin[phase];
    if (run === undefined || !plugin.handles(request, env)) continue;
    const refused = run(request, env);
    if (refused !== undefined) return refused;
    asked |= 1 << index;
  }
  return namesOf(asked);
}

/** Texts for sets of plugins, made once each: the same few sets come again and again. */
const pluginTexts = new Map<number, string>([[0, 'no plugin has anything to say']]);

function namesOf(asked: number): string {
  let text = pluginTexts.get(asked);
  if (text === undefined) {
    text = admissionPlugins
      .filter((_, index) => (asked & (1 << index)) !== 0)
      .map((plugin) => plugin.name)
      .join(', ');
    pluginTexts.set(asked, text);
  }
  return text;
}
