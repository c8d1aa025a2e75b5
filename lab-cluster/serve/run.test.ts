// The command line as a person meets it: what it prints, and with which code it ends.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';
import { run } from './run.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kubelab-run-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configMap = (name: string, data = ''): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${data}`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: constructor}
spec:
  replicas: 2
  selector: {matchLabels: {constructor: web}}
  template:
    metadata: {labels: {constructor: web}}
    spec: {containers: [{name: c, image: nginx}]}
`;

interface Ended {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: string;
}

async function kubelab(text: string, ...flags: readonly string[]): Promise<Ended> {
  const file = path.join(folder, 'file.yaml');
  writeFileSync(file, text);
  const args = parseArguments(['run', file, ...flags]);
  if (args.command !== 'run') return { code: 1, out: [], err: args.command === 'wrong' ? args.problem : '' };
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, { out: (line) => void out.push(line), err: (line) => void err.push(line) });
  return { code, out, err: err.join('\n') };
}

describe('kubelab run', () => {
  test('the same seed tells the same story, another seed another one', async () => {
    const [first, again, other] = [
      await kubelab(deployment),
      await kubelab(deployment, '--seed=1'),
      await kubelab(deployment, '--seed', '2'),
    ];
    expect(first.code).toBe(0);
    expect(first.out.at(-1)).toMatch(/^trace hash: [0-9a-f]{16}$/);
    expect(again.out).toEqual(first.out);
    expect(other.out.at(-1)).not.toBe(first.out.at(-1));
  });

  test('conditions are met, or it says which was not', async () => {
    for (const until of [
      'deployment/constructor:ready',
      'deployment.apps/default/constructor:status.readyReplicas=2',
      'deploy/constructor:condition=available',
      'node/node-1:exists',
    ])
      expect((await kubelab(deployment, '--until', until)).code, until).toBe(0);
    const missed = await kubelab(deployment, '--until', 'pod/none:deleted');
    expect(missed.code).toBe(1);
    expect(missed.out.at(-2)).toMatch(/not reached within 10 virtual minutes \(there is no pods\/default\/none\)/);
    expect((await kubelab(deployment, '--until', 'deployment/constructor:__proto__')).code).toBe(1);
  });

  test('a duration is waited for to the microsecond, longer than any condition', async () => {
    const { code, out } = await kubelab(configMap('a'), '--until', '1h');
    expect(code).toBe(0);
    const startUs = Number(/ready at ([\d.]+) s/.exec(out[0] ?? '')?.[1]);
    const endUs = Number(/reached at ([\d.]+) s/.exec(out.at(-2) ?? '')?.[1]);
    expect(endUs - startUs).toBeGreaterThanOrEqual(3600);
    expect(endUs - startUs).toBeLessThan(3600.1);
  });

  test('what cannot be meant is refused in words', async () => {
    const refusals: readonly (readonly [string, ...string[]])[] = [
      ['is not a condition', '--until', 'deployment/web'],
      ['resource type "widget"', '--until', 'widget/web:ready'],
      ['resource type "deployment.batch"', '--until', 'deployment.batch/web:ready'],
      ['at most 24h', '--until', '25h'],
      ['--seed takes a whole number', '--seed', '-1'],
      ['--nodes takes 1 to 5000', '--nodes', '0'],
      ['unknown flag: --fast', '--fast'],
      ['flag needs an argument: --until', '--until'],
    ];
    for (const [words, ...flags] of refusals) {
      const { code, err } = await kubelab(configMap('a'), ...flags);
      expect(err).toContain(words);
      expect(code).toBe(1);
    }
  });

  test('files that bring nothing end with 1 and the reason, without a crash', async () => {
    const files: readonly (readonly [string, RegExp])[] = [
      ['', /no objects passed to apply/],
      ['# only words\n', /no objects passed to apply/],
      ['apiVersion: v1\nkind: List\nitems: null\n', /no objects passed to apply/],
      ['a\0b', /does not look like text/],
      ['metadata: {name: {{ .Values.name }}}\n', /Helm template/],
      ['a: &m {b: *m}\n', /contains itself/],
      [
        'apiVersion: resource.k8s.io/v1\nkind: DeviceClass\nmetadata: {name: c}\n',
        /no matches for kind "DeviceClass" in version "resource.k8s.io\/v1"/,
      ],
      [configMap('said', 'data: {a: yes}\n'), /cannot unmarshal bool/],
      ['services: {web: {image: nginx}}\n', /kind not set/],
      ['apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n', /cannot use generate name with apply/],
    ];
    for (const [text, words] of files) {
      const { code, err } = await kubelab(text);
      expect(err).toMatch(words);
      expect(code).toBe(1);
    }
  });

  test('a broken document does not keep the others from being applied', async () => {
    const { code, out, err } = await kubelab(`${configMap('a')}---\nfoo: [\n---\n${configMap('b')}`);
    expect(code).toBe(1);
    expect(err).toMatch(/error parsing/);
    expect(out).toContain('configmap/a created');
    expect(out).toContain('configmap/b created');
  });

  test('a trace that cannot be written is said, and the hash printed all the same', async () => {
    const { code, out, err } = await kubelab(configMap('a'), '--trace', path.join(folder, 'none/trace.json'));
    expect(code).toBe(1);
    expect(err).toMatch(/the trace cannot be written/);
    expect(out.at(-1)).toMatch(/^trace hash: /);
  });
});
