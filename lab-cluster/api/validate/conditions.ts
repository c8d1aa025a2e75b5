// Rules for `metav1.Condition`, which newer kinds report. Models apimachinery/pkg/apis/meta/v1/validation ValidateConditions.
import { duplicate, invalid, notSupported, required, tooLong } from '../field-errors.ts';
import { conditionReason, qualifiedName } from '../names.ts';
import type { Condition } from '../object.ts';
import { utf8Length } from '../utf8.ts';
import { type Errors, follow } from './primitives.ts';

const STATUSES = ['False', 'True', 'Unknown'];
const REASON_MAX = 1024;
const MESSAGE_MAX = 32 * 1024;

export function validateConditions(errors: Errors, at: string, conditions: readonly Condition[]): void {
  const seen = new Set<string>();
  for (const [index, condition] of conditions.entries()) {
    const here = `${at}[${index}]`;
    if (seen.has(condition.type)) errors.push(duplicate(here, condition.type));
    seen.add(condition.type);
    validateCondition(errors, here, condition);
  }
}

function validateCondition(errors: Errors, at: string, condition: Condition): void {
  const { type = '', reason = '', message = '', observedGeneration = 0, lastTransitionTime } = condition;
  const status: string = condition.status ?? '';
  if (type === '') errors.push(required(`${at}.type`, 'is required'));
  else follow(errors, `${at}.type`, type, qualifiedName);
  if (status === '') errors.push(required(`${at}.status`));
  else if (!STATUSES.includes(status)) errors.push(notSupported(`${at}.status`, status, STATUSES));
  if (observedGeneration < 0) errors.push(invalid(`${at}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero'));
  if (!lastTransitionTime) errors.push(required(`${at}.lastTransitionTime`));
  if (reason === '') errors.push(required(`${at}.reason`));
  else {
    follow(errors, `${at}.reason`, reason, conditionReason);
    if (reason.length > REASON_MAX) errors.push(tooLong(`${at}.reason`, REASON_MAX));
  }
  if (utf8Length(message) > MESSAGE_MAX) errors.push(tooLong(`${at}.message`, MESSAGE_MAX));
}
