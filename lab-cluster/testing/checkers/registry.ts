// Every invariant that simulated runs check after each write: one line each. Try yours with `npm run soak -- --slice`.
import { addresses } from './addresses.ts';
import { capacity } from './capacity.ts';
import type { CheckerFactory } from './checker.ts';
import { convergence } from './convergence.ts';
import { identity } from './identity.ts';
import { revisions } from './revisions.ts';

export const checkers: readonly CheckerFactory[] = [revisions, identity, capacity, addresses, convergence];
