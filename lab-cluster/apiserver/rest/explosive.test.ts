// Requests that are small on the wire and large when unfolded: each is answered, and costs no more than its length.
import { expect, test } from 'vitest';
import { createApiLab } from '../../testing/api-lab.ts';
import type { ApiRequest, ApiResponse } from '../../api/request.ts';
import { costOf } from '../../testing/growth.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const JSON_TYPE = { 'content-type': 'application/json' };
const YAML_TYPE = { 'content-type': 'application/yaml' };

function nestedAliases(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level++)
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}

function copiesOfCopies(): string {
  const copies = Array.from({ length: 60 }, (_, index) => ({ op: 'copy', from: '/data', path: `/data/${index % 2 === 0 ? 'a' : 'b'}` }));
  return JSON.stringify([{ op: 'add', path: '/data', value: { k: 'v' } }, ...copies]);
}

const REQUESTS: Readonly<Record<string, { readonly request: Omit<ApiRequest, 'user'>; readonly code: number; readonly words: string }>> = {
  'JSON in JSON': {
    request: { method: 'POST', path: MAPS, headers: JSON_TYPE, body: '{"a":'.repeat(300_000) + '1' + '}'.repeat(300_000) },
    code: 400,
    words: 'exceeded max depth',
  },
  'lists in lists on one line': {
    request: { method: 'POST', path: MAPS, headers: YAML_TYPE, body: '- '.repeat(200_000) },
    code: 400,
    words: 'exceeded max depth',
  },
  'aliases of aliases': {
    request: { method: 'POST', path: MAPS, headers: YAML_TYPE, body: nestedAliases() },
    code: 400,
    words: 'document contains excessive aliasing',
  },
  'copies of copies': {
    request: { method: 'PATCH', path: `${MAPS}/x`, headers: { 'content-type': 'application/json-patch+json' }, body: copiesOfCopies() },
    code: 413,
    words: 'exceeding the limit 3145728',
  },
  'keys that come again and again': {
    request: {
      method: 'POST',
      path: MAPS,
      query: { fieldValidation: 'Strict' },
      headers: JSON_TYPE,
      body: `{"metadata":{"name":"d"},"data":{${Array(100_000).fill('"a":"b"').join(',')}}}`,
    },
    code: 400,
    words: 'strict decoding error: duplicate field "data.a"',
  },
};

/** What is unfolded takes for ever, or all the memory there is; what is merely long takes a small part of this. */
const MOST_TIMES_THE_READING = 400;

/** A megabyte that is read as JSON alone. */
const plain = JSON.stringify({
  metadata: { name: 'd' },
  data: Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`k${at}`, 'b'])),
});

test.each(Object.entries(REQUESTS))('%s', async (_, { request, code, words }) => {
  const lab = createApiLab();
  lab.post(MAPS, { metadata: { name: 'x' } });
  const reading = await costOf(() => JSON.parse(plain) as unknown);
  let answer: ApiResponse | undefined;
  const cost = await costOf(() => (answer = lab.ask(request)));
  expect(cost).toBeLessThan(MOST_TIMES_THE_READING * Math.max(reading, 5));
  expect(answer).toMatchObject({ code, body: { message: expect.stringContaining(words) } });
});
