// The page of the cluster view lets nothing in but what carries its nonce.
import { expect, test } from 'vitest';
import { clusterViewHtml } from './cluster-view-html.ts';

test('the policy starts from nothing and every script and style carries the nonce', () => {
  const html = clusterViewHtml({ nonce: 'abc', cspSource: 'https://self.example.com', scriptUri: 'https://self.example.com/main.js' });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-abc'; style-src https:\/\/self\.example\.com 'nonce-abc'; font-src /);
  expect(policy).not.toMatch(/unsafe|\*/);
  expect(html).toContain('<meta property="csp-nonce" content="abc">');
  expect([...html.matchAll(/<(?:script|style|link)\b/g)]).toHaveLength(
    [...html.matchAll(/<(?:script|style|link)\b[^>]*nonce="abc"/g)].length,
  );
  expect(html).not.toMatch(/\son\w+=|style="/);
});
