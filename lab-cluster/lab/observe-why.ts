// Where explanations get their facts: the trace with what its steps kept, and the store with its past.
import { controllers } from '../controllers/registry.ts';
import { explainDecision } from '../scheduler/explain.ts';
import type { TraceStore } from '../sim/trace-store.ts';
import type { Micros, SpanId } from '../sim/sim.ts';
import { type ExplainSource, explainNamed, explainSpan } from '../view/explain.ts';
import type { Explanation, SpanRow } from '../view/picture-types.ts';
import { spanRow } from '../view/span-row.ts';
import type { StoreObserver } from './observe-store.ts';

export interface WhySources {
  readonly trace: TraceStore;
  readonly store: StoreObserver;
}

/** Steps looked through for something about an object, newest first, before giving up. */
const LOOK_BACK_SPANS = 50_000;

/** A step, or an object or component as it stood at an instant (default: now). */
export function explain(
  sources: WhySources,
  what: { readonly span?: SpanId; readonly object?: string; readonly timeUs?: Micros },
): Explanation {
  const source = sourceAt(sources, what.timeUs);
  const step = what.span === undefined ? undefined : explainSpan(source, what.span);
  return step ?? explainNamed(source, what.object ?? '');
}

function sourceAt({ trace, store }: WhySources, timeUs: Micros | undefined): ExplainSource {
  return {
    span: (id) => {
      const record = trace.get(id);
      return record === undefined ? undefined : spanRow(record);
    },
    detail: (id) => trace.get(id)?.end.detail,
    stepsAbout: (object) => steps(trace, timeUs, (row) => row.object === object || row.object.startsWith(`${object}/`)),
    lastStepOf: (component) => {
      for (const row of steps(trace, timeUs, (each) => each.component === component)) return row;
      return undefined;
    },
    object: (object) => store.objectAt(object, timeUs),
    versions: (object, revision) => store.versionsAround(object, revision),
    ownRole: (component) => controllers.find(({ name }) => name === component)?.role,
    schedulerTable: explainDecision,
  };
}

function* steps(trace: TraceStore, timeUs: Micros | undefined, isWanted: (row: SpanRow) => boolean): Iterable<SpanRow> {
  let looked = 0;
  for (const record of trace.newestFirst()) {
    if (timeUs !== undefined && record.startUs > timeUs) continue;
    if (++looked > LOOK_BACK_SPANS) return;
    const row = spanRow(record);
    if (isWanted(row)) yield row;
  }
}
