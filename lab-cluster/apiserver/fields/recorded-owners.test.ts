// Holds managedFields against those a real API server recorded: of every object it was asked to make or change, and of
// everything else in the recordings that has them. Reads ORACLE_DIR; where that is absent the test is skipped, visibly.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindOf, kindOfResource } from '../../api/registry.ts';
import type { ApiRequest } from '../../api/request.ts';
import { createApiLab, type ApiLab } from '../../testing/api-lab.ts';
import { readRecording } from '../../testing/oracle-golden.ts';
import { decodeEntries, listOf } from './managed-entries.ts';

const folder = process.env['ORACLE_DIR'] ?? '../shared/oracle';
const recording = readRecording(folder);

describe.skipIf(recording === undefined)('managedFields, held against a real API server', () => {
  it('are those that were recorded for every request that was accepted', () => {
    const { setup = [], cases = [] } = recording ?? {};
    const lab = preparedLab(
      setup,
      cases.map(({ path }) => path),
    );
    const different: string[] = [];
    let compared = 0;
    for (const one of cases) {
      const expected = ownersOf(one.response);
      if (expected === undefined || !isServed(one.path)) continue;
      const answer = ask(lab, one.method, one.path, one.contentType, one.body, 'golden.py');
      const ours = ownersOf(answer.body);
      // An object that is refused is another test's matter.
      if (answer.code !== one.status || ours === undefined) continue;
      compared++;
      if (JSON.stringify(expected) !== JSON.stringify(ours))
        different.push(`${one.id}\n  ${JSON.stringify(expected)}\n  ${JSON.stringify(ours)}`);
    }
    expect(compared).toBeGreaterThan(80);
    expect(different).toEqual([]);
  });

  it('are read and written as they were recorded, in the same order', () => {
    const lists = recordedLists();
    expect(lists.length).toBeGreaterThan(400);
    for (const list of lists) expect(JSON.stringify(listOf(decodeEntries(list) ?? []))).toBe(JSON.stringify(list));
  });
});

function preparedLab(setup: readonly { readonly path: string; readonly body: string }[], paths: readonly string[]): ApiLab {
  const lab = createApiLab();
  const named = paths.flatMap((path) => /\/namespaces\/([^/?]+)\//.exec(path)?.[1] ?? []);
  for (const name of new Set([...named, 'golden'])) {
    lab.post('/api/v1/namespaces', { metadata: { name } });
    lab.post(`/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: 'default' } });
  }
  for (const { path, body } of setup) ask(lab, 'POST', path, 'application/yaml', body, 'setup');
  return lab;
}

function ask(lab: ApiLab, method: ApiRequest['method'], path: string, contentType: string, body: string | undefined, userAgent: string) {
  const url = new URL(path, 'https://127.0.0.1');
  return lab.ask({
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { 'content-type': contentType, 'user-agent': userAgent },
    ...(body === undefined ? {} : { body }),
  });
}

function isServed(path: string): boolean {
  const parts = (path.split('?')[0] ?? '').split('/').slice(1);
  const isCore = parts[0] === 'api';
  const rest = parts.slice(isCore ? 2 : 3);
  const plural = rest[0] === 'namespaces' && rest.length > 2 ? rest[2] : rest[0];
  return kindOfResource(isCore ? '' : (parts[1] ?? ''), parts[isCore ? 1 : 2] ?? '', plural ?? '') !== undefined;
}

/** Without times, which are ours and theirs, and without controllers, which this lab has none of. */
function ownersOf(body: unknown): unknown {
  const { kind, apiVersion, metadata } = (body ?? {}) as {
    kind?: string;
    apiVersion?: string;
    metadata?: { managedFields?: readonly object[] };
  };
  if (metadata?.managedFields === undefined || kindOf(apiVersion ?? '', kind ?? '') === undefined) return undefined;
  return metadata.managedFields.filter((entry) => !('subresource' in entry)).map((entry) => ({ ...entry, time: undefined }));
}

function recordedLists(): readonly object[][] {
  const lists: object[][] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      // Copies in which times were blanked are in no order.
      if (key === 'managedFields' && Array.isArray(inner) && !JSON.stringify(inner).includes('<time>')) lists.push(inner as object[]);
      else collect(inner);
    }
  };
  for (const name of ['golden', 'protocol', 'tables', 'discovery', 'traces']) {
    const inside = join(folder, name);
    if (!existsSync(inside)) continue;
    for (const file of readdirSync(inside)) if (file.endsWith('.json')) collect(parsed(readFileSync(join(inside, file), 'utf8')));
  }
  return lists;
}

/** Some recordings are of answers that are no JSON, whatever they are called. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
