// Which scopes a ResourceQuota may select by.
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../testing/admission-lab.ts';
import { createApiLab } from '../../testing/api-lab.ts';

const CORE = '/api/v1/namespaces/default';

const lab = createApiLab();
const refusal = (path: string, object: object): string => refusalOf(lab.post(path, object));

describe('a ResourceQuota', () => {
  it('selects by scopes that are there or not', () => {
    const scopeSelector = { matchExpressions: [{ scopeName: 'Terminating', operator: 'In', values: ['a'] }] };
    expect(refusal(`${CORE}/resourcequotas`, { metadata: { name: 'q' }, spec: { scopeSelector } })).toBe(
      'ResourceQuota "q" is invalid: spec.scopeSelector.matchExpressions.operator: Invalid value: "In": must be \'Exists\' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity',
    );
  });
});
