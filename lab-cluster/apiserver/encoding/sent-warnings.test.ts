// What a client hears of many warnings.
import { expect, test } from 'vitest';
import { createApiLab } from '../../testing/api-lab.ts';
import { sentWarnings } from './sent-warnings.ts';

test('equal warnings are sent once, and none that a header cannot carry', () => {
  expect(sentWarnings(['a', 'b', 'a', '', 'two\nlines'])).toEqual(['a', 'b']);
});

test('what is too much for headers is cut short, warning by warning', () => {
  const long = Array.from({ length: 5 }, (_, at) => String(at) + 'ü'.repeat(1000));
  expect(sentWarnings(long)).toEqual(long.map((text) => text.slice(0, 256)));
  expect(sentWarnings(Array.from({ length: 100 }, (_, at) => String(at).padStart(300, 'x'))).length).toBe(16);
});

test('a strict decoder tells of a hundred mistakes', () => {
  const lab = createApiLab();
  const unknown = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`u${at}`, 1]));
  const body = JSON.stringify({ metadata: { name: 'a' }, ...unknown });
  const request = {
    method: 'POST' as const,
    path: '/api/v1/namespaces/default/configmaps',
    headers: { 'content-type': 'application/json' },
    body,
  };
  const { message } = lab.ask({ ...request, query: { fieldValidation: 'Strict' } }).body as { message: string };
  expect(message.split('unknown field').length - 1).toBe(100);
  expect(lab.ask(request).warnings?.length).toBe(100);
});
