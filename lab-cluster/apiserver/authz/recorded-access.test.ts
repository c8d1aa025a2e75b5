// Held against a real API server: what a person with few rights was answered. Reads ORACLE_DIR; skipped, visibly, where it is absent.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replayRecordedAccess } from '../../testing/recorded-access.ts';

const file = join(process.env['ORACLE_DIR'] ?? '../shared/oracle', 'traces', 'rbac.json');

test.skipIf(!existsSync(file))('every command of the recorded session is refused or granted as it was', () => {
  const { looked, equal, different, left } = replayRecordedAccess(file);
  expect(different).toEqual([]);
  expect(left).toEqual(['kubectl -n tr-rbac get widgets: never sent: kubectl finds no such resource in discovery']);
  expect([looked, equal]).toEqual([32, 31]);
});
