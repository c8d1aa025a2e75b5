// Rules for the devices a pod claims. Models pkg/apis/core/validation validatePodResourceClaims.
import { duplicate, invalid, required } from '../field-errors.ts';
import { internalForm } from '../internal/internal-form.ts';
import { dns1123Label, dns1123Subdomain } from '../names.ts';
import { type Errors, follow } from './primitives.ts';

interface PodResourceClaim {
  readonly name?: string;
  readonly resourceClaimName?: string;
  readonly resourceClaimTemplateName?: string;
}

export function validateResourceClaims(errors: Errors, at: string, claims: readonly unknown[]): void {
  const names = new Set<string>();
  for (const [index, claim] of (claims as readonly PodResourceClaim[]).entries()) {
    const here = `${at}[${index}]`;
    const { name = '', resourceClaimName: own, resourceClaimTemplateName: template } = claim;
    if (name === '') errors.push(required(`${here}.name`));
    else if (names.has(name)) errors.push(duplicate(`${here}.name`, name));
    else {
      follow(errors, `${here}.name`, name, dns1123Label);
      names.add(name);
    }
    const value = internalForm('PodResourceClaim', claim);
    if (own !== undefined && template !== undefined)
      errors.push(invalid(here, value, 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
    if (own === undefined && template === undefined)
      errors.push(invalid(here, value, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
    if (own !== undefined) follow(errors, `${here}.resourceClaimName`, own, dns1123Subdomain);
    if (template !== undefined) follow(errors, `${here}.resourceClaimTemplateName`, template, dns1123Subdomain);
  }
}
