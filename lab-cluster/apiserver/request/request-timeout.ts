// How long a caller says he waits: `?timeout=30s`. That it is a duration is seen to before anything else, and who has waited so
// long in the lab's own time is told that it takes longer; what was begun goes on.
// Models apiserver/pkg/endpoints/filters/request_deadline.go and handlers/finisher, and Go's time.ParseDuration.
// Simplified: whoever does not say it waits as long as it takes, where upstream ends writes after 34 seconds and all else after
// 60. Of the two that end a write at the same instant upstream, the one that says more wins here.
import { badRequest } from '../../api/errors.ts';
import { goQuote } from '../../api/field-errors.ts';
import type { ApiRequest } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import type { Micros } from '../../sim/sim.ts';
import { isLongRunning } from './long-running.ts';
import { queryText } from '../rest/options.ts';
import type { Route } from './route.ts';

const UNIT_US: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};
/** Longer than the server itself is willing to work means nothing. Models RequestTimeout of apiserver/pkg/server/config.go. */
const LONGEST_US = 60_000_000;

export function timeoutProblem({ query }: ApiRequest, route: Route): Status | undefined {
  const text = queryText(query, 'timeout');
  if (text === '' || isLongRunning(route)) return undefined;
  const duration = readDuration(text);
  return 'us' in duration ? undefined : badRequest(`invalid timeout specified in the request URL - time: ${duration.problem}`);
}

/** After which the caller is not kept waiting; undefined where he did not say. */
export function timeoutUs({ query }: ApiRequest, route: Route): Micros | undefined {
  const text = queryText(query, 'timeout');
  if (text === '' || isLongRunning(route)) return undefined;
  const duration = readDuration(text);
  return 'us' in duration && duration.us > 0 && duration.us < LONGEST_US ? Math.ceil(duration.us) : undefined;
}

export function timedOut({ verb }: Route): Status {
  const reads = verb === 'get' || verb === 'list';
  const why = reads ? 'within the allotted timeout' : 'within requested timeout - context deadline exceeded';
  const message = `Timeout: request did not complete ${why}`;
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'Timeout', details: {}, code: 504 };
}

type Duration = { readonly us: number } | { readonly problem: string };

function readDuration(text: string): Duration {
  const sign = text.startsWith('-') ? -1 : 1;
  let rest = text.replace(/^[-+]/, '');
  if (rest === '0') return { us: 0 };
  if (rest === '') return { problem: `invalid duration ${goQuote(text)}` };
  let us = 0;
  while (rest !== '') {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return { problem: `invalid duration ${goQuote(text)}` };
    const unit = /^[^.\d]*/.exec(rest.slice(number.length))?.[0] ?? '';
    if (unit === '') return { problem: `missing unit in duration ${goQuote(text)}` };
    const unitUs = Object.hasOwn(UNIT_US, unit) ? UNIT_US[unit] : undefined;
    if (unitUs === undefined) return { problem: `unknown unit ${goQuote(unit)} in duration ${goQuote(text)}` };
    us += Number(number) * unitUs;
    rest = rest.slice(number.length + unit.length);
  }
  return { us: sign * us };
}
