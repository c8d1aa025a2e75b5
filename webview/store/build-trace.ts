// Turns the spans of an episode into numbered steps with lanes, bars and arrows. A step is one component's work; nothing is drawn that is no span.
import type { Episode, Micros, SpanId, SpanRow } from '../../lab-cluster/index.ts';
import { placeOf } from './places.ts';
import type { Arrow, Bar, Lane, Step, Told, TraceModel } from './trace-model.ts';
import { shortAction, shortKind } from './words.ts';

interface Draft {
  readonly lane: string;
  readonly laneLabel: string;
  readonly spans: SpanRow[];
  readonly requests: SpanRow[];
  /** What it wrote, as it came to stand in etcd. */
  readonly commits: SpanRow[];
  readonly deliveries: SpanRow[];
  told: Told;
  cause: SpanRow | undefined;
}

interface Builder {
  readonly byId: ReadonlyMap<SpanId, SpanRow>;
  readonly children: ReadonlyMap<SpanId, readonly SpanRow[]>;
  readonly drafts: Draft[];
  readonly owner: Map<SpanId, Draft>;
  readonly fans: Map<string, Draft>;
  sawServe: boolean;
  sawCommit: boolean;
}

const workKinds = new Set(['reconcile', 'decide', 'sync', 'runtime', 'life', 'packet']);

export function buildTrace(episode: Episode): TraceModel {
  const spans = [...episode.spans].filter((span) => !span.background).sort((a, b) => a.startUs - b.startUs || a.id - b.id);
  const builder: Builder = {
    byId: new Map(spans.map((span) => [span.id, span])),
    children: childrenOf(spans),
    drafts: [],
    owner: new Map(),
    fans: new Map(),
    sawServe: false,
    sawCommit: false,
  };
  for (const span of spans) {
    place(builder, span);
  }
  const instants = instantsOf(builder);
  const told = [...builder.drafts].sort((a, b) => (instants.get(a) ?? 0) - (instants.get(b) ?? 0));
  const numberOf = new Map(told.map((draft, index) => [draft, index + 1]));
  const steps = told.map((draft) => finish(builder, draft, instants.get(draft) ?? 0, numberOf));
  const lanes = lanesOf(builder.drafts);
  const bars = barsOf(builder, spans, numberOf, new Set(lanes.map((lane) => lane.key)));
  const ends = spans.map((span) => Math.max(span.startUs, span.endUs));
  return {
    root: episode.root,
    title: episode.title,
    startUs: episode.startUs,
    endUs: ends.reduce((latest, end) => Math.max(latest, end), episode.startUs),
    lanes: withPlaceCounts(lanes, steps),
    steps,
    bars,
    arrows: arrowsOf(steps, builder),
    truncated: episode.truncated,
    spanCount: episode.spans.length,
    open: spans.some((span) => span.endUs < 0),
  };
}

/**
 * The instant that shows a step: when all that it wrote stands in etcd, or it is over if it wrote nothing, or when somebody
 * begins to act on what it did, so that no picture has the effect of a step that comes later. In this order a cause comes before
 * what follows from it.
 */
function instantsOf({ drafts, owner }: Builder): ReadonlyMap<Draft, Micros> {
  const instants = new Map(drafts.map((draft) => [draft, shownUs(draft)]));
  for (const draft of drafts) {
    const parent = draft.cause === undefined ? undefined : owner.get(draft.cause.id);
    const over = parent === undefined ? undefined : instants.get(parent);
    const begunUs = draft.spans[0]?.startUs ?? 0;
    if (parent !== undefined && over !== undefined && parent !== draft && begunUs < over) {
      instants.set(parent, begunUs);
    }
  }
  return instants;
}

function shownUs({ commits, spans, requests }: Draft): Micros {
  const awaited = commits.length > 0 ? commits : [...spans, ...requests];
  return awaited.reduce((latest, { startUs, endUs }) => Math.max(latest, startUs, endUs), 0);
}

function childrenOf(spans: readonly SpanRow[]): ReadonlyMap<SpanId, readonly SpanRow[]> {
  const children = new Map<SpanId, SpanRow[]>();
  for (const span of spans) {
    const list = children.get(span.cause);
    if (list === undefined) {
      children.set(span.cause, [span]);
    } else {
      list.push(span);
    }
  }
  return children;
}

/** Gives a span to the step it belongs to, or makes a step of it. */
function place(builder: Builder, span: SpanRow): void {
  const cause = builder.byId.get(span.cause);
  const causeOwner = cause === undefined ? undefined : builder.owner.get(cause.id);
  switch (span.kind) {
    case 'input':
      return placeInput(builder, span);
    case 'request':
      return placeRequest(builder, span, cause, causeOwner);
    case 'serve':
    case 'commit': {
      const first = span.kind === 'serve' ? !builder.sawServe : !builder.sawCommit;
      if (first && !isEvent(span)) {
        builder.sawServe ||= span.kind === 'serve';
        builder.sawCommit ||= span.kind === 'commit';
        begin(builder, span, 'request', cause);
      } else if (causeOwner !== undefined) {
        builder.owner.set(span.id, causeOwner);
        if (span.kind === 'commit' && !isEvent(span)) causeOwner.commits.push(span);
      }
      return;
    }
    case 'watch':
      if (causeOwner !== undefined) {
        builder.owner.set(span.id, causeOwner);
      }
      return;
    default:
      return placeWork(builder, span, cause, causeOwner);
  }
}

function placeInput(builder: Builder, span: SpanRow): void {
  const asked = builder.children.get(span.id)?.some((child) => child.kind === 'request' || child.kind === 'packet') ?? false;
  if (!asked) {
    begin(builder, span, 'start', undefined);
  }
}

/** A request sent while its sender works is part of that work; one sent later, or by nobody's work, is a step of its own. */
function placeRequest(builder: Builder, span: SpanRow, cause: SpanRow | undefined, causeOwner: Draft | undefined): void {
  const during = cause !== undefined && (cause.endUs < 0 || span.startUs <= cause.endUs);
  if (causeOwner !== undefined && cause !== undefined && workKinds.has(cause.kind) && (during || isEvent(span))) {
    if (!isEvent(span)) {
      causeOwner.requests.push(span);
    }
    builder.owner.set(span.id, causeOwner);
    return;
  }
  if (isEvent(span)) {
    if (causeOwner !== undefined) {
      builder.owner.set(span.id, causeOwner);
    }
    return;
  }
  const draft = begin(
    builder,
    span,
    cause === undefined || cause.kind === 'input' ? 'start' : cause.kind === 'watch' ? 'watch' : 'local',
    cause,
  );
  draft.requests.push(span);
}

function placeWork(builder: Builder, span: SpanRow, cause: SpanRow | undefined, causeOwner: Draft | undefined): void {
  if (!didSomething(builder, span)) {
    if (causeOwner !== undefined) {
      builder.owner.set(span.id, causeOwner);
    }
    return;
  }
  const told: Told =
    cause === undefined ? 'start' : cause.kind === 'watch' || cause.kind === 'commit' || cause.kind === 'serve' ? 'watch' : 'local';
  const fanKey = placeOf(span.component).kind === 'proxy' ? `proxy ${revisionBehind(builder, span)}` : '';
  const fan = fanKey === '' ? undefined : builder.fans.get(fanKey);
  if (fan !== undefined) {
    fan.spans.push(span);
    builder.owner.set(span.id, fan);
    deliver(fan, cause);
    return;
  }
  const draft = begin(builder, span, told, cause);
  if (fanKey !== '') {
    builder.fans.set(fanKey, draft);
  }
}

/** The revision whose commit led to this span, or its cause when there is none: what a fan-out shares. */
function revisionBehind(builder: Builder, span: SpanRow): number {
  let at = builder.byId.get(span.cause);
  for (let depth = 0; at !== undefined && depth < 8; depth++) {
    if (at.kind === 'commit' || (at.kind === 'serve' && at.revision > 0)) {
      return at.id;
    }
    at = builder.byId.get(at.cause);
  }
  return span.cause;
}

/** Passes that found nothing to do are bars at most; they are not steps. */
function didSomething(builder: Builder, span: SpanRow): boolean {
  if (span.kind === 'reconcile' || (span.kind === 'sync' && placeOf(span.component).kind !== 'proxy')) {
    return builder.children.get(span.id)?.some((child) => !isEvent(child)) ?? false;
  }
  return true;
}

function isEvent(span: SpanRow): boolean {
  return span.object.startsWith('events/') || span.object === 'events';
}

function begin(builder: Builder, span: SpanRow, told: Told, cause: SpanRow | undefined): Draft {
  const at = placeOf(span.component);
  const isPacket = span.kind === 'packet';
  const isInput = span.kind === 'input';
  const draft: Draft = {
    lane: isPacket ? `packet ${span.component}` : isInput ? 'kubectl' : at.laneKey,
    laneLabel: isPacket ? packetLane(span.component) : isInput ? 'You' : at.lane,
    spans: [span],
    requests: [],
    commits: [],
    deliveries: [],
    told,
    cause,
  };
  deliver(draft, cause);
  builder.drafts.push(draft);
  builder.owner.set(span.id, draft);
  return draft;
}

/** A pod stands under its short name, as on the stage. */
function packetLane(component: string): string {
  const name = component.slice(component.indexOf('/') + 1);
  return name.replace(/-[bcdf-hj-np-tv-xz0-9]{6,10}(-[bcdf-hj-np-tv-xz2456789]{5})$/, '$1');
}

function deliver(draft: Draft, cause: SpanRow | undefined): void {
  if (cause?.kind === 'watch' && !draft.deliveries.includes(cause)) {
    draft.deliveries.push(cause);
  }
}

function finish(builder: Builder, draft: Draft, atUs: Micros, numberOf: ReadonlyMap<Draft, number>): Step {
  const main = draft.spans[0];
  if (main === undefined) {
    throw new Error('A step without a span');
  }
  const parent = draft.cause === undefined ? undefined : builder.owner.get(draft.cause.id);
  const spans = [...draft.spans, ...draft.requests];
  return {
    number: numberOf.get(draft) ?? 0,
    atUs,
    lane: draft.lane,
    places: [
      ...new Set(
        draft.spans.map((span) => (main.kind === 'input' ? 'kubectl' : main.kind === 'packet' ? '' : placeOf(span.component).key)),
      ),
    ].filter((key) => key !== ''),
    spans: draft.spans,
    requests: draft.requests,
    deliveries: draft.deliveries,
    told: draft.told,
    parent: parent === undefined ? 0 : (numberOf.get(parent) ?? 0),
    action: actionOf(draft, main),
    startUs: main.startUs,
    endUs: lastEnd(draft.spans),
    revision: spans.reduce(
      (revision, span) => (span.kind === 'request' || span.kind === 'commit' ? Math.max(revision, span.revision) : revision),
      0,
    ),
    failed: spans.some((span) => span.code >= 400),
  };
}

function actionOf(draft: Draft, main: SpanRow): string {
  const write = draft.requests.find((span) => !/^(get|list|watch)/.test(span.verb)) ?? draft.requests[0];
  if (write !== undefined) {
    return shortAction(write.verb, write.object);
  }
  if (main.kind === 'input' || main.kind === 'serve') {
    return shortAction(main.verb, main.object);
  }
  const delivery = draft.deliveries[0];
  return delivery === undefined ? main.verb : `${shortKind(delivery.object.split('/')[0] ?? '')} changed`;
}

/** Lanes in the order their components first took part; etcd is always drawn under the API server. */
function lanesOf(drafts: readonly Draft[]): readonly Lane[] {
  const lanes = new Map<string, Lane>();
  for (const draft of drafts) {
    if (draft.lane === 'kube-apiserver' || draft.lane === 'etcd') {
      lanes.set('kube-apiserver', { key: 'kube-apiserver', label: 'API server', band: true });
      lanes.set('etcd', { key: 'etcd', label: 'etcd', band: true });
    } else if (!lanes.has(draft.lane)) {
      lanes.set(draft.lane, { key: draft.lane, label: draft.laneLabel, band: false });
    }
  }
  return [...lanes.values()];
}

/** Lanes that several processes share say how many. */
function withPlaceCounts(lanes: readonly Lane[], steps: readonly Step[]): readonly Lane[] {
  return lanes.map((lane) => {
    if (lane.key !== 'kube-proxy') {
      return lane;
    }
    const places = new Set(steps.filter((step) => step.lane === lane.key).flatMap((step) => step.places));
    return places.size > 1 ? { ...lane, label: `${lane.label} ×${places.size}` } : lane;
  });
}

function barsOf(
  builder: Builder,
  spans: readonly SpanRow[],
  numberOf: ReadonlyMap<Draft, number>,
  lanes: ReadonlySet<string>,
): readonly Bar[] {
  const bars: Bar[] = [];
  const numbered = new Set<number>();
  for (const span of spans) {
    const owner = builder.owner.get(span.id);
    const step = owner === undefined ? 0 : (numberOf.get(owner) ?? 0);
    const main = owner !== undefined && owner.spans.includes(span);
    const lane = main
      ? owner.lane
      : span.kind === 'serve'
        ? 'kube-apiserver'
        : span.kind === 'commit'
          ? 'etcd'
          : workKinds.has(span.kind)
            ? placeOf(span.component).laneKey
            : '';
    if (lane === '' || !lanes.has(lane)) {
      continue;
    }
    // A fan-out is one bar, as long as all of its parts.
    if (main && span !== owner.spans[0]) {
      continue;
    }
    const carriesNumber = main && !numbered.has(step) && span.kind !== 'serve' && span.kind !== 'commit';
    if (carriesNumber) {
      numbered.add(step);
    }
    bars.push({
      lane,
      span: span.id,
      startUs: span.startUs,
      endUs: main ? lastEnd(owner.spans) : span.endUs,
      step: main ? step : 0,
      numbered: carriesNumber,
      revision: span.kind === 'commit' ? span.revision : 0,
      failed: span.code >= 400,
    });
  }
  return bars;
}

/** -1 while one of them is going on. */
function lastEnd(spans: readonly SpanRow[]): number {
  return spans.reduce((end, span) => (end < 0 || span.endUs < 0 ? -1 : Math.max(end, span.endUs)), 0);
}

function arrowsOf(steps: readonly Step[], builder: Builder): readonly Arrow[] {
  const arrows: Arrow[] = [];
  for (const step of steps) {
    const main = step.spans[0];
    const cause = main === undefined ? undefined : builder.byId.get(main.cause);
    if (main === undefined || cause === undefined) {
      continue;
    }
    if (step.told === 'watch') {
      arrows.push({
        fromLane: 'kube-apiserver',
        fromUs: cause.kind === 'watch' ? cause.startUs : Math.max(cause.startUs, cause.endUs),
        toLane: step.lane,
        toUs: main.startUs,
        watch: true,
        step: step.number,
      });
    } else if (step.told === 'request' || step.told === 'local') {
      const owner = builder.owner.get(cause.id);
      const fromLane = cause.kind === 'serve' ? 'kube-apiserver' : (owner?.lane ?? '');
      const fromUs = cause.endUs < 0 ? main.startUs : Math.min(cause.endUs, main.startUs);
      if (fromLane !== '' && (fromLane !== step.lane || fromUs < main.startUs)) {
        arrows.push({ fromLane, fromUs, toLane: step.lane, toUs: main.startUs, watch: false, step: step.number });
      }
    }
  }
  return arrows;
}
