// How long a caller says he waits: `?timeout=30s`. That it is a duration is seen to before anything else.
// Models apiserver/pkg/endpoints/filters/request_deadline.go and Go's time.ParseDuration.
// Simplified: nothing here takes so long that the answer would have to be cut off.
import { badRequest } from '../../api/errors.ts';
import { goQuote } from '../../api/field-errors.ts';
import type { ApiRequest } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import { isLongRunning } from './long-running.ts';
import { queryText } from '../rest/options.ts';
import type { Route } from './route.ts';

const UNITS: readonly string[] = ['ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h'];

export function timeoutProblem({ query }: ApiRequest, route: Route): Status | undefined {
  const text = queryText(query, 'timeout');
  if (text === '' || isLongRunning(route)) return undefined;
  const problem = durationProblem(text);
  return problem === undefined ? undefined : badRequest(`invalid timeout specified in the request URL - time: ${problem}`);
}

function durationProblem(text: string): string | undefined {
  let rest = text.replace(/^[-+]/, '');
  if (rest === '0') return undefined;
  if (rest === '') return `invalid duration ${goQuote(text)}`;
  while (rest !== '') {
    const number = /^(?:\d+\.?\d*|\.\d+)/.exec(rest)?.[0];
    if (number === undefined) return `invalid duration ${goQuote(text)}`;
    const unit = /^[^.\d]*/.exec(rest.slice(number.length))?.[0] ?? '';
    if (unit === '') return `missing unit in duration ${goQuote(text)}`;
    if (!UNITS.includes(unit)) return `unknown unit ${goQuote(unit)} in duration ${goQuote(text)}`;
    rest = rest.slice(number.length + unit.length);
  }
  return undefined;
}
