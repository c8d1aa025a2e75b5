// Every lesson is solved by its own solution in a real cluster, step by step, and no step is ticked before its time.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import {
  type ApiResponse,
  type Cluster,
  createCluster,
  findKind,
  type KubeObject,
  type ObjectList,
  type PacketWalk,
} from '../lab-cluster/index.ts';
import { type Lesson, type LessonAction, type LessonFacts, lessons } from './registry.ts';

const bootLimitUs = 120_000_000;
const stepLimitUs = 300_000_000;

const paths: Readonly<Record<string, string>> = {
  nodes: '/api/v1/nodes',
  pods: '/api/v1/pods',
  services: '/api/v1/services',
  deployments: '/apis/apps/v1/deployments',
};

/** A student who does what the solution says, and what can be seen of the cluster afterwards. */
class Student implements LessonFacts {
  readonly #cluster: Cluster;
  readonly #gone: KubeObject[] = [];
  readonly walks: PacketWalk[] = [];

  constructor() {
    this.#cluster = createCluster({ seed: 7 });
    while (!this.#cluster.boot().every((step) => step.done)) {
      if (this.#cluster.nowUs > bootLimitUs || !this.#cluster.step()) throw new Error('the cluster did not start');
    }
    this.settle();
  }

  list(plural: string): readonly KubeObject[] {
    const body = this.#cluster.read({ method: 'GET', path: paths[plural] ?? '' }).body as ObjectList;
    return body.items;
  }

  gone(plural: string): readonly KubeObject[] {
    return plural === 'pods' ? this.#gone : [];
  }

  settle(): void {
    this.#cluster.runToIdle(this.#cluster.nowUs + stepLimitUs);
  }

  act(action: LessonAction): void {
    if (action.do === 'apply') this.#apply(action);
    else if (action.do === 'deletePod') this.#deletePod(action.label, action.value);
    else
      this.#cluster.apply(
        { type: 'packet', service: action.service },
        (output) => output.type === 'packet' && this.walks.push(output.walk),
      );
    this.settle();
  }

  #apply({ file, fix }: Extract<LessonAction, { do: 'apply' }>): void {
    const text = readFileSync(new URL(`samples/${file}`, import.meta.url), 'utf8');
    const mended = fix === undefined ? text : text.replace(fix.replace, fix.by);
    for (const document of parseAllDocuments(mended)) {
      const object = document.toJS() as KubeObject;
      const kind = findKind(object.kind);
      expect(this.#request('POST', `${kind?.basePath}/namespaces/default/${kind?.plural}`, object).code).toBe(201);
    }
  }

  #deletePod(label: string, value: string): void {
    const pod = this.list('pods').find((object) => object.metadata.labels?.[label] === value);
    if (pod === undefined) throw new Error(`no pod has the label ${label}=${value}`);
    expect(this.#request('DELETE', `/api/v1/namespaces/default/pods/${pod.metadata.name}`).code).toBe(200);
    this.#gone.push(pod);
  }

  #request(method: 'POST' | 'DELETE', path: string, body?: unknown): ApiResponse {
    let answer: ApiResponse | undefined;
    const request = {
      method,
      path,
      query: { fieldValidation: 'Strict' },
      headers: { 'user-agent': 'kubectl', 'content-type': 'application/json' },
      body,
    };
    this.#cluster.apply({ type: 'api', request }, (output) => {
      if (output.type === 'api') answer = output.response;
    });
    this.settle();
    if (answer === undefined) throw new Error(`${method} ${path} was not answered`);
    return answer;
  }
}

function done(lesson: Lesson, facts: LessonFacts): readonly string[] {
  return lesson.steps.filter((step) => step.isDone(facts)).map((step) => step.id);
}

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('%s', (_id, lesson) => {
  test('is solved by its own solution, each step when it is its turn', () => {
    const student = new Student();
    const ids = lesson.steps.map((step) => step.id);
    for (const [index, step] of lesson.steps.entries()) {
      if (step.solution.length > 0) expect(done(lesson, student)).not.toContain(step.id);
      for (const action of step.solution) student.act(action);
      expect(done(lesson, student)).toEqual(expect.arrayContaining(ids.slice(0, index + 1)));
    }
  });

  test('has no step done in an empty world', () => {
    const nothing: LessonFacts = { list: () => [], gone: () => [], walks: [] };
    expect(done(lesson, nothing)).toEqual([]);
  });

  test('does not mind other objects beside its own', () => {
    const student = new Student();
    student.act({ do: 'apply', file: 'pod.yaml' });
    for (const action of lesson.steps.flatMap((step) => step.solution)) student.act(action);
    expect(done(lesson, student)).toEqual(lesson.steps.map((step) => step.id));
  });

  test('watches what its steps look at, and has ids that can be part of a key', () => {
    expect(lesson.watches.every((plural) => plural in paths)).toBe(true);
    expect(lesson.steps.map((step) => step.id).filter((id) => !/^[a-z][a-z-]*$/.test(id))).toEqual([]);
  });
});
