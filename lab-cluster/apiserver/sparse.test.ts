// Each field of each kind at its emptiest: refused or taken, and never more than the server can bear.
import { expect, it } from 'vitest';
import { pathOf } from '../api/kind.ts';
import { createApiLab } from '../testing/api-lab.ts';
import { sparseObjects } from '../testing/sparse-objects.ts';

const DRY = { dryRun: 'All' };

it('an object with any one field empty is answered', () => {
  const lab = createApiLab();
  lab.post('/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  const unanswered: string[] = [];
  let asked = 0;
  for (const { kind, what, body } of sparseObjects()) {
    asked++;
    try {
      const { code } = lab.ask({ method: 'POST', path: pathOf(kind, kind.namespaced ? 'default' : undefined), body, query: DRY });
      if (code >= 500) unanswered.push(`${what}: ${code}`);
    } catch (error) {
      unanswered.push(`${what}: ${String(error)}`);
    }
  }
  expect(unanswered).toEqual([]);
  expect(asked).toBeGreaterThan(4000);
});
