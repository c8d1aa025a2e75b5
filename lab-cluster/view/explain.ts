// What the inspector says about one step, one object or one component: everything a person needs to understand it.
import type { KubeObject } from '../api/object.ts';
import { findKind } from '../api/registry.ts';
import type { Chain } from '../sim/netfilter.ts';
import type { SpanId } from '../sim/sim.ts';
import { absenceBehind } from './absent-actor.ts';
import { actorTitle, objectTitle, parseObject } from './actor-words.ts';
import { changedChainTable } from './chain-rows.ts';
import { objectCommand, spanCommand } from './commands.ts';
import { diffObjects, objectLines } from './diff.ts';
import { objectWords } from './object-words.ts';
import type { Explanation, SchedulerTable, SpanRow } from './picture-types.ts';
import { type Reason, causesOf } from './reasons.ts';
import { type Role, roleName, roleOf } from './roles.ts';

/** Where explanations come from: the trace, and the store with its past. */
export interface ExplainSource {
  /** A step, as long as it is kept. */
  span(id: SpanId): SpanRow | undefined;
  /** What the step kept by reference. */
  detail(id: SpanId): unknown;
  /** Steps about one object (`plural/namespace/name`), newest first. */
  stepsAbout(object: string): Iterable<SpanRow>;
  /** The newest step of one component. */
  lastStepOf(component: string): SpanRow | undefined;
  object(object: string): KubeObject | undefined;
  /** The version of an object that a revision wrote, and the one before it. */
  versions(object: string, revision: number): { readonly before: KubeObject | undefined; readonly after: KubeObject | undefined };
  /** What a component says of its own role, where it does. */
  ownRole(component: string): Role | undefined;
  /** Prints a scheduling decision from what it kept. */
  schedulerTable(detail: unknown): SchedulerTable | undefined;
}

const NOTHING = { saw: '', decided: '', wrote: '', reasons: [], pipeline: [], diff: [], command: '', role: '' } as const;

/** Undefined when the trace no longer has the step. */
export function explainSpan(source: ExplainSource, id: SpanId): Explanation | undefined {
  const span = source.span(id);
  if (span === undefined) return undefined;
  const detail = source.detail(id);
  const scheduler = span.kind === 'decide' ? source.schedulerTable(detail) : undefined;
  const chain = span.kind === 'sync' ? chainOf(detail) : undefined;
  const versions = span.revision > 0 && span.kind !== 'watch' ? source.versions(plainObject(span.object), span.revision) : undefined;
  return {
    ...NOTHING,
    title: actorTitle(span.component),
    subtitle: subtitleOf(span),
    saw: span.saw,
    decided: span.decided,
    wrote: span.wrote,
    reasons: causesOf(span, (cause) => source.span(cause)),
    pipeline: pipelineOf(span, detail),
    diff: versions === undefined ? [] : diffObjects(versions.before, versions.after),
    command: spanCommand(span, chain?.chain ?? ''),
    ...(scheduler === undefined ? {} : { scheduler }),
    ...(chain === undefined ? {} : { chain }),
    ...told(roleName(span.component), source),
  };
}

/** `name` is an object (`pods/default/web`) or a component (`kube-scheduler`, `kubelet/node-1`). */
export function explainNamed(source: ExplainSource, name: string): Explanation {
  const { plural } = parseObject(name);
  return findKind(plural) === undefined ? explainComponent(source, name) : explainObject(source, name);
}

function explainObject(source: ExplainSource, name: string): Explanation {
  const object = source.object(name);
  if (object === undefined) {
    return { ...NOTHING, title: objectTitle(name), subtitle: 'not there', saw: 'There is no such object at this instant.' };
  }
  const { state, trouble } = objectWords(object);
  return {
    ...NOTHING,
    title: objectTitle(name),
    subtitle: `revision ${object.metadata.resourceVersion}`,
    saw: trouble === '' ? state : `${state} ${trouble}`,
    reasons: reasonsFor(source, name, object, trouble),
    diff: objectLines(object),
    command: objectCommand(name, trouble === '' ? 'get' : 'describe'),
    ...tableOf(source, name, object),
    ...told(object.kind, source),
  };
}

function explainComponent(source: ExplainSource, name: string): Explanation {
  const last = source.lastStepOf(name);
  const role = roleName(name);
  const known = last === undefined ? { saw: 'It has done nothing yet.' } : { saw: last.saw, decided: last.decided, wrote: last.wrote };
  return {
    ...NOTHING,
    title: actorTitle(name),
    subtitle: last === undefined ? '' : `last step: ${subtitleOf(last)}`,
    ...known,
    command: last === undefined ? '' : spanCommand(last, ''),
    ...told(role, source),
  };
}

/** The trouble itself first, then who is missing, or what led to the newest step that says something about the object. */
function reasonsFor(source: ExplainSource, name: string, object: KubeObject, trouble: string): readonly Reason[] {
  const absence = absenceBehind(object, (process) => source.lastStepOf(process));
  if (absence !== undefined) {
    const [reason, end] = absence;
    const own = trouble === '' ? [] : [{ text: trouble.replace(/\.$/, ''), span: reason.span }];
    return [...own, reason, ...causesOf(end, (cause) => source.span(cause))];
  }
  for (const step of source.stepsAbout(name)) {
    const text = step.wrote || step.decided || step.saw;
    if (text === '' || step.kind === 'watch') continue;
    const nearest = { text: `${actorTitle(step.component)}: ${text.replace(/\.$/, '')}`, span: step.id };
    const own = trouble === '' ? [] : [{ text: trouble.replace(/\.$/, ''), span: step.id }];
    return [...own, nearest, ...causesOf(step, (cause) => source.span(cause))];
  }
  return trouble === '' ? [] : [{ text: trouble.replace(/\.$/, ''), span: 0 }];
}

/** A pod that waits for a node is explained by the scheduler's last look at it. */
function tableOf(source: ExplainSource, name: string, object: KubeObject): { readonly scheduler?: SchedulerTable } {
  if (object.kind !== 'Pod') return {};
  for (const step of source.stepsAbout(name)) {
    if (step.kind !== 'decide') continue;
    const scheduler = source.schedulerTable(source.detail(step.id));
    return scheduler === undefined ? {} : { scheduler };
  }
  return {};
}

function told(role: string, source: ExplainSource): Pick<Explanation, 'role' | 'tellings'> {
  const tellings = source.ownRole(role) ?? roleOf(role);
  return tellings === undefined ? { role: '' } : { role, tellings };
}

function subtitleOf({ verb, object, startUs, endUs, revision, code }: SpanRow): string {
  const parts = [object === '' ? verb : `${verb} ${objectTitle(object)}`];
  if (endUs >= 0) parts.push(`${((endUs - startUs) / 1000).toFixed(1)} ms`);
  else parts.push('still going on');
  if (revision > 0) parts.push(`revision ${revision}`);
  if (code >= 400) parts.push(`code ${code}`);
  return parts.join(' · ');
}

/** Without subresource: `pods/default/web/status` is stored as `pods/default/web`. */
function plainObject(object: string): string {
  const { plural, namespace, name } = parseObject(object);
  return [plural, namespace, name].filter((part) => part !== '').join('/');
}

/** kube-proxy keeps the chain before and after its sync (node/kube-proxy/sync-words.ts). */
function chainOf(detail: unknown): Explanation['chain'] {
  if (typeof detail !== 'object' || detail === null || !('kind' in detail) || detail.kind !== 'service-chain') return undefined;
  const { service, before, after } = detail as unknown as { service: string; before?: Chain; after?: Chain };
  return changedChainTable(service, before, after);
}

/** The API server keeps the stages a request went through with its `serve` spans (apiserver/handler.ts). */
function pipelineOf(span: SpanRow, detail: unknown): Explanation['pipeline'] {
  if (span.kind !== 'serve' || typeof detail !== 'object' || detail === null || !('pipeline' in detail)) return [];
  return detail.pipeline as Explanation['pipeline'];
}
