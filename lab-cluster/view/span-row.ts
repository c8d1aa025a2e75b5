// One step of the trace as it crosses to the view: plain fields, nothing kept by reference.
import type { SpanRecord } from '../sim/span-ring.ts';
import type { SpanRow } from './picture-types.ts';

export function spanRow({ end, ...fields }: SpanRecord): SpanRow {
  return {
    ...fields,
    revision: end.revision ?? 0,
    code: end.code ?? 0,
    background: fields.id % 2 === 1,
    saw: end.saw ?? '',
    decided: end.decided ?? '',
    wrote: end.wrote ?? '',
  };
}
