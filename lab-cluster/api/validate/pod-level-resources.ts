// Rules for what a pod asks for as a whole, beside what its containers ask for. Models pkg/apis/core/validation
// validatePodResources and validatePodResourceConsistency.
import { invalid } from '../field-errors.ts';
import { containerRequests } from '../pods/pod-resources.ts';
import type { PodSpec } from '../pods/pod-spec.ts';
import { compareQuantities, milliValue, spellMilli } from '../quantity.ts';
import { validatePodLevelResources } from './container-resources.ts';
import type { Errors } from './primitives.ts';

export function validatePodResources(errors: Errors, at: string, spec: PodSpec): void {
  const { resources = {} } = spec;
  validatePodLevelResources(errors, at, resources);
  for (const [resource, milli] of Object.entries(containerRequests(spec))) {
    const asked = resources.requests?.[resource] ?? '0';
    if (milli <= milliValue(asked)) continue;
    const rule = `must be greater than or equal to aggregate container requests of ${spellMilli(resource, milli)}`;
    errors.push(invalid(`${at}.requests[${resource}]`, asked, rule));
  }
  for (const [index, container] of spec.containers.entries()) {
    const { limits } = container.resources ?? {};
    for (const resource in limits) {
      const whole = resources.limits?.[resource];
      const limit = limits[resource] ?? '0';
      if (whole === undefined || compareQuantities(limit, whole) <= 0) continue;
      const here = `${at}.containers[${index}][${resource}].limits`;
      errors.push(invalid(here, limit, `must be less than or equal to pod limits of ${whole}`));
    }
  }
}
