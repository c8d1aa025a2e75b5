// How every file has to look: its first line, its name, its length, and what it must not mention.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOnly, listFiles, readSource, root, typescriptSources } from './sources.ts';

const sources = typescriptSources();
const product = sources.filter(({ isTest }) => !isTest);
const files = listFiles();
const lines = (text: string): number => text.split('\n').length - 1;

const topLevel = ['extension', 'webview', 'lab-cluster', 'walkthroughs', 'media', 'docs', '.ci'];

/** Hosts that may stand in our files: Kubernetes' own words and links, licences, standards, the machine itself, examples. */
const allowedHosts = [
  /(^|\.)kubernetes\.io$/,
  /(^|\.)k8s\.io$/,
  /(^|\.)(w3|apache|json-schema|biomejs)\.(org|dev)$/,
  /(^|\.)github\.com$/,
  /^www\.iana\.org$/,
  /^(127\.0\.0\.1|localhost)$/,
  /(^|\.)example\.(com|org|net)$/,
  /(^|\.)(cluster\.local|invalid|test)$/,
];

describe('files', () => {
  test('the top level holds folders of the plan and settings only', () => {
    const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.slice(0, file.indexOf('/'))));
    expect([...folders].filter((folder) => !topLevel.includes(folder))).toEqual([]);
    expect(files.length).toBeGreaterThan(50);
  });

  test('every file of code opens with a sentence that says what it is', () => {
    const scripts = files.filter((file) => file.endsWith('.mjs')).map(readSource);
    const silent = [...sources, ...scripts].filter(({ text }) => openingWords(text) < 3);
    expect(silent.map(({ file }) => file)).toEqual([]);
    expect(scripts.length).toBeGreaterThan(5);
  });

  test('names are kebab-case', () => {
    const odd = sources.filter(
      ({ file }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|node|worker))?\.ts$/.test(path.posix.basename(file)) && file !== 'vitest.config.ts',
    );
    expect(odd.map(({ file }) => file)).toEqual([]);
  });

  test('no file is longer than 600 lines, and nine in ten are under 400', () => {
    const long = sources.filter(({ text }) => lines(text) > 600);
    expect(long.map(({ file, text }) => `${file}: ${lines(text)}`)).toEqual([]);
    const over400 = product.filter(({ text }) => lines(text) >= 400);
    expect(over400.length / product.length).toBeLessThanOrEqual(0.1);
  });

  test('no check is switched off and no test left out', () => {
    const soft: string[] = [];
    for (const { file, text } of sources) {
      if (/@ts-(ignore|expect-error|nocheck)|(oxlint|eslint)-disable|biome-ignore/.test(text)) soft.push(`${file}: a check switched off`);
      if (/\b(test|it|describe)\.(skip|only|todo)\(/.test(codeOnly(text))) soft.push(`${file}: a test left out`);
    }
    expect(soft.filter((found) => !found.startsWith('.ci/tidy/'))).toEqual([]);
  });

  test('clock, chance and timers come from the simulation alone', () => {
    const forbidden =
      /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\b|\bperformance\.now\b|\bqueueMicrotask\b|\bconsole\.|\blocaleCompare\b|\btoLocale\w*\b|\bIntl\./;
    const lab = product.filter(({ file }) => /^lab-cluster\/(?!serve\/|host\/(?:node|web|pace|worker)[\w-]*\.ts)/.test(file));
    const leaks = lab.flatMap(({ file, text }) =>
      codeOnly(text)
        .split('\n')
        .flatMap((line, index) => (forbidden.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    );
    expect(leaks).toEqual([]);
    expect(lab.length).toBeGreaterThan(20);
  });

  test('nothing names the machine it was written on, nor a host that is not ours to name', () => {
    // A folder directly below / (/tmp, /home) is anybody's, and so are the system's; then only the checkout itself tells on us.
    const parent = path.dirname(root);
    const isAnybodys = path.dirname(parent) === '/' || /^\/(?:etc|opt|run|srv|usr|var)\//.test(parent);
    const here = `${isAnybodys ? root : parent}/`;
    const named: string[] = [];
    for (const file of files) {
      if (file === 'package-lock.json' || file === 'LICENSE' || /\.(png|svg|gif|ico|woff2?)$/.test(file)) continue;
      const text = readFileSync(path.join(root, file), 'utf8');
      if (here.length > 2 && text.includes(here)) named.push(`${file}: ${here}`);
      for (const [, host] of text.matchAll(/https?:\/\/([a-z0-9.-]*[a-z0-9])/gi)) {
        if (host !== undefined && host.includes('.') && !allowedHosts.some((allowed) => allowed.test(host))) named.push(`${file}: ${host}`);
      }
    }
    expect(named).toEqual([]);
  });
});

/** How many words the comment on the first line (a shebang not counted) has. */
function openingWords(text: string): number {
  const opening = /^(?:#!.*\n)?(?:\/\/ (.*)|\/\*\*?\s*(?:\n \* )?(.*))/.exec(text);
  return (opening?.[1] ?? opening?.[2] ?? '').split(/\s+/).length;
}
