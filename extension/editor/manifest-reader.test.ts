// Manifests as people have them: broken in print, many in a file, templates, lists, anchors, and things that are no manifests at all.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkManifest } from '../../lab-cluster/index.ts';
import { readObjects } from '../../lab-cluster/kubectl/read-objects.ts';
import type { CheckObject, Problem } from './manifest-types.ts';
import { ManifestReader } from './manifest-reader.ts';
import { finished } from './reading-slices.ts';
import { maxCheckedCharacters } from '../../lab-cluster/kubectl/yaml-text.ts';

const sample = (name: string): string => readFileSync(new URL(`../../walkthroughs/samples/${name}`, import.meta.url), 'utf8');
const read = (text: string, check: CheckObject = checkManifest) => finished(new ManifestReader(check).read('test.yaml', text));
const lineOf = (text: string, problem: Problem): number => text.slice(0, problem.start).split('\n').length;
const marked = (text: string, problem: Problem): string => text.slice(problem.start, problem.end);
const meta = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n';
const pod = `${meta}spec:\n  containers:\n    - name: c\n      image: nginx\n`;

function fixed(text: string, problem: Problem | undefined): string {
  const changes = [...(problem?.fixes[0]?.changes ?? [])].sort((a, b) => b.start - a.start);
  return changes.reduce((result, change) => result.slice(0, change.start) + change.text + result.slice(change.end), text);
}

describe('reading manifests', () => {
  test('the printed my-app manifest gets its missing lines and its wrong protocol named', () => {
    const text = sample('broken/my-app.yaml');
    const { problems, documents } = read(text);
    expect(documents.map((document) => document.kind)).toEqual(['Namespace', 'Deployment', 'Service']);
    const said = problems.map((problem) => `${lineOf(text, problem)} ${marked(text, problem)}: ${problem.code}`);
    expect(said).toContain('3 name: metadata');
    expect(said).toContain('5 apiVersion: yaml');
    expect(said).toContain('8 replicas: spec');
    expect(problems.map((problem) => problem.message).join('\n')).toMatch(
      /protocol: Unsupported value: "http": supported values: "SCTP", "TCP", "UDP"/,
    );
    expect(fixed(text, problems[0])).toContain(
      'kind: Namespace          #Hi K8s, I need a new environment( Namespace object )\nmetadata:\n name: my-project-dev',
    );
  });

  test('the repaired twin and every other sample have no problem at all', () => {
    for (const name of ['my-app.yaml', 'my-application.yaml', 'pod.yaml', 'service.yaml'])
      expect(read(sample(name)).problems, name).toEqual([]);
  });

  test('a field that stands under its parent without indentation is moved there', () => {
    const text = sample('broken/pod.yaml');
    const [name] = read(text).problems;
    expect(marked(text, name as Problem)).toBe('name');
    expect(fixed(text, name)).toContain('metadata:\n  name: myapp\nspec:');
  });

  test('an unknown field is underlined at its key, with the word that was meant', () => {
    const text = sample('deployment.yaml');
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    const [problem] = problems;
    expect(problem?.message).toMatch(/unknown field "spec\.replcas".*"replicas"/);
    expect(marked(text, problem as Problem)).toBe('replcas');
    expect(fixed(text, problem)).toContain('  replicas: 3');
  });

  test('a misspelt `metadata` or `spec` is one slip, not also a missing field', () => {
    for (const word of ['metadata', 'spec']) {
      const text = pod.replace(`${word}:`, `${word.replace('e', '')}:`);
      const { problems } = read(text);
      expect(problems.map((problem) => marked(text, problem))).toEqual([word.replace('e', '')]);
      expect(fixed(text, problems[0])).toBe(pod);
    }
  });

  test('a wrong value is underlined itself, a missing one at the nearest field that is there', () => {
    const wrong = pod.replace('image: nginx', 'image: 5');
    expect(read(wrong).problems.map((problem) => marked(wrong, problem))).toEqual(['5']);
    const missing = pod.replace('      image: nginx\n', '');
    expect(read(missing).problems.map((problem) => `${marked(missing, problem)}: ${problem.code}`)).toEqual([
      'name: c: spec.containers[0].image',
    ]);
  });

  test('selector and labels that do not match are said where the labels stand', () => {
    const text = sample('deployment.yaml')
      .replace('replcas', 'replicas')
      .replace('      labels:\n        app: web', '      labels:\n        app: other');
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/selector.*does not match template.*labels/i);
  });

  test('only the document that was edited is read again', () => {
    let checks = 0;
    const reader = new ManifestReader(() => {
      checks += 1;
      return [];
    });
    const file = Array.from({ length: 500 }, (_, index) => pod.replace('name: a', `name: p${index}`)).join('---\n');
    expect(finished(reader.read('f', file)).documents).toHaveLength(500);
    expect(checks).toBe(500);
    const before = finished(reader.read('f', file.replace('name: p250\n', 'name: other\n')));
    expect(checks).toBe(501);
    expect(before.documents[251]?.name).toBe('p251');
  });

  test('a Helm template is never painted red and cannot be applied', () => {
    const templates = [
      `${pod.replace('name: a', 'name: {{ .Release.Name }}')}{{- if .Values.x }}\nspec: {}\n{{- end }}\n`,
      pod.replace('name: a', 'name: "{{ .Release.Name }}"'),
      pod.replace('name: a', 'name: {{ .Values.name }}'),
    ];
    for (const text of templates) {
      const { documents, problems } = read(text);
      expect(problems).toEqual([]);
      expect(documents[0]?.isTemplate).toBe(true);
    }
    const script = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  t: |\n    {{ kept as text }}\n';
    expect(read(script).documents[0]?.isTemplate).toBe(false);
    expect(readObjects(templates[0] as string).errors[0]).toMatch(/Helm template/);
  });

  test('files that are no manifests stay untouched, broken or not', () => {
    expect(read('services:\n  web:\n    image: nginx\n')).toEqual({ documents: [], problems: [] });
    expect(read('on: push\njobs: [\n')).toEqual({ documents: [], problems: [] });
    expect(read('')).toEqual({ documents: [], problems: [] });
    expect(read('apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n').documents).toEqual([]);
  });

  test('binary garbage and files beyond the limit get one piece of information', () => {
    const binary = read(`apiVersion: v1\0\u0001\u0002${'\u0007'.repeat(200)}`);
    expect(binary.problems).toHaveLength(1);
    expect(binary.problems[0]?.severity).toBe('information');
    const large = read(pod + '#'.repeat(maxCheckedCharacters));
    expect(large.problems).toHaveLength(1);
    expect(large.problems[0]?.message).toMatch(/too large/);
  });

  test('a truncated file at any point crashes nothing', () => {
    const text = sample('my-app.yaml');
    for (let end = 0; end <= text.length; end += 7) {
      const { problems } = read(text.slice(0, end));
      for (const problem of problems) expect(problem.end).toBeLessThanOrEqual(end + 1);
    }
  });

  test('duplicate keys are named', () => {
    const text = pod.replace('name: a', 'name: a\n  name: b');
    const { problems } = read(text);
    expect(problems.map((problem) => problem.message)).toEqual(['"name" is already set in this map: only one of them would count.']);
  });

  test('anchors, merge keys and YAML 1.1 values read as Kubernetes reads them', () => {
    const { objects } = readObjects('a: &x {q: 1}\nb: {<<: *x, r: 2}\nmode: 0644\nflag: yes\nday: 2001-01-01\ntime: 1:30\n');
    expect(objects).toEqual([{ a: { q: 1 }, b: { q: 1, r: 2 }, mode: 420, flag: true, day: '2001-01-01', time: '1:30' }]);
  });

  test('a few lines that stand for a billion are refused', () => {
    const bomb = `${meta}a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`;
    expect(read(bomb).problems[0]?.message).toMatch(/alias/i);
    expect(readObjects(bomb).errors).toHaveLength(1);
  });

  test('items of a List are checked one by one, in place', () => {
    const text = 'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: A\n';
    const { problems, documents } = read(text);
    expect(marked(text, problems[0] as Problem)).toBe('A');
    expect(problems[0]?.message).toMatch(/^items\[0\]\.metadata\.name: Invalid value/);
    expect(documents[0]?.items).toBe(1);
  });

  test('a kind under the wrong version, and a misspelt kind, name the right one', () => {
    const wrong = meta.replace('Pod', 'Deployment');
    expect(fixed(wrong, read(wrong).problems[0])).toContain('apiVersion: apps/v1');
    const misspelt = meta.replace('Pod', 'Srevice');
    expect(fixed(misspelt, read(misspelt).problems[0])).toContain('kind: Service');
    const foreign = 'apiVersion: example.com/v1\nkind: Widget\nmetadata:\n  name: w\n';
    expect(read(foreign).problems.map((problem) => problem.severity)).toEqual(['information']);
  });
});
