// Selectors that an access review asks about: their rules, and as much of them as authorisers understand. Pure.
// Models pkg/apis/authorization/validation and pkg/registry/authorization/util.
import { parseLabelSelector } from '../../api/label-selector-text.ts';
import type { FieldError } from '../../api/field.ts';
import { forbidden, invalid, required } from '../../api/field-errors.ts';
import { labelValue, qualifiedName } from '../../api/names.ts';
import type { ResourceAttributes, SelectorAttributes } from '../../api/review.ts';
import { parseFieldSelector } from '../../api/selector.ts';

type Requirement = NonNullable<SelectorAttributes['requirements']>[number];

const AT = 'spec.resourceAttributes';
const NEEDS_VALUES: ReadonlySet<string> = new Set(['In', 'NotIn']);
const TAKES_NO_VALUES: ReadonlySet<string> = new Set(['Exists', 'DoesNotExist']);

export function validateSelectors({ fieldSelector, labelSelector }: ResourceAttributes = {}): FieldError[] {
  return [
    ...validateSelector(`${AT}.fieldSelector`, fieldSelector, (at, { key }) => (key ? [] : [required(`${at}.key`, 'must be specified')])),
    ...validateSelector(`${AT}.labelSelector`, labelSelector),
  ];
}

function validateSelector(at: string, selector: SelectorAttributes | undefined, ofField?: typeof ofLabel): FieldError[] {
  if (selector === undefined) return [];
  const { rawSelector = '', requirements = [] } = selector;
  const errors: FieldError[] = [];
  if (rawSelector !== '' && requirements.length > 0) {
    errors.push(invalid(`${at}.rawSelector`, rawSelector, 'may not specified at the same time as requirements'));
  }
  if (rawSelector === '' && requirements.length === 0) {
    errors.push(required(`${at}.requirements`, `when ${at} is specified, requirements or rawSelector is required`));
  }
  for (const [index, requirement] of requirements.entries()) {
    const place = `${at}.requirements[${index}]`;
    errors.push(...(ofField?.(place, requirement) ?? []), ...valueErrors(place, requirement));
    if (ofField === undefined) errors.push(...ofLabel(place, requirement));
  }
  return errors;
}

/** Operators that nobody knows may be known to newer clients. */
function valueErrors(at: string, { operator, values = [] }: Requirement): FieldError[] {
  if (NEEDS_VALUES.has(operator) && values.length === 0) {
    return [required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  }
  const tooMany = TAKES_NO_VALUES.has(operator) && values.length > 0;
  return tooMany ? [forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")] : [];
}

function ofLabel(at: string, { key, values = [] }: Requirement): FieldError[] {
  return [
    ...qualifiedName(key ?? '').map((problem) => invalid(`${at}.key`, key ?? '', problem)),
    ...values.flatMap((value, index) => labelValue(value).map((problem) => invalid(`${at}.values[${index}]`, value, problem))),
  ];
}

/** The field selector as text, and which parts of the question nobody understood. */
export function readSelectors({ fieldSelector, labelSelector }: ResourceAttributes): {
  readonly fieldSelector: string;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const note = (name: string, partially: boolean): void =>
    void problems.push(`${AT}.${name} ${partially ? 'partially ' : ''}ignored due to parse error`);
  const { rawSelector = '', requirements = [] } = fieldSelector ?? {};
  const terms = requirements.map(fieldTerm).filter((term) => term !== undefined);
  let text = terms.join(',');
  if (terms.length < requirements.length) note('fieldSelector', terms.length > 0);
  if (rawSelector !== '') {
    if (parseFieldSelector(rawSelector).ok) text = rawSelector;
    else note('fieldSelector', false);
  }
  const labels = labelSelector?.requirements ?? [];
  const known = labels.filter(({ operator }) => NEEDS_VALUES.has(operator) || TAKES_NO_VALUES.has(operator));
  if (known.length < labels.length) note('labelSelector', known.length > 0);
  if (labelSelector?.rawSelector && !parseLabelSelector(labelSelector.rawSelector).ok) note('labelSelector', false);
  return { fieldSelector: text, problems };
}

/** Field selectors know one value only. */
function fieldTerm({ key, operator, values = [] }: Requirement): string | undefined {
  if (values.length !== 1 || !NEEDS_VALUES.has(operator)) return undefined;
  return `${key}${operator === 'In' ? '=' : '!='}${values[0]}`;
}
