// Ticks the steps of lessons by what really happened: watches the cluster while a lesson has steps left, sets VS Code's context keys.
import { vscode } from '../vscode.ts';
import type { PacketWalk } from '../../lab-cluster/index.ts';
import { doneWords, type Lesson, type LessonStep, lessons, stepKey } from '../../walkthroughs/registry.ts';
import type { LiveStore } from '../kube/live-store.ts';
import type { Subscription } from '../lab/emitter.ts';
import type { Lab } from '../lab/lab.ts';
import { throttle } from '../lab/throttle.ts';
import { ObservedFacts } from './facts.ts';

const checkMs = 300;
/** VS Code learns of a walkthrough some seconds after its page was opened, more of them on a busy machine: then the keys are said again. */
const sayAgainMs = [1000, 3000, 7000, 15_000, 30_000, 60_000];
const memoryKey = 'kubelab.lessons.done';

export class LessonProgress implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #lab: Lab;
  readonly #store: LiveStore;
  readonly #facts: ObservedFacts;
  readonly #done: Set<string>;
  readonly #check = throttle(checkMs, () => this.#evaluate());
  readonly #subscriptions: Subscription[];
  readonly #timers: NodeJS.Timeout[] = [];
  #held: Subscription | undefined;
  #said = 0;

  constructor(memory: vscode.Memento, lab: Lab, store: LiveStore) {
    this.#memory = memory;
    this.#lab = lab;
    this.#store = store;
    this.#facts = new ObservedFacts(store);
    this.#done = new Set(memory.get<readonly string[]>(memoryKey, []));
    this.#subscriptions = [
      lab.onNewCluster(() => this.#watch()),
      lab.onState((state) => {
        if (state === null) this.#release();
      }),
      store.onChange((changes) => {
        if (this.#held === undefined || !this.#lab.isRunning) return;
        this.#facts.note(changes);
        this.#check();
      }),
    ];
    this.#subscriptions.push(
      vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
        // The page of walkthroughs is of no kind that the API knows.
        if (opened.some((tab) => tab.input === undefined)) this.#sayAgainSoon();
      }),
    );
    this.#say();
  }

  /** Steps that are done, as context keys. */
  get done(): ReadonlySet<string> {
    return this.#done;
  }

  packet(walk: PacketWalk): void {
    this.#facts.packet(walk);
    this.#check();
  }

  dispose(): void {
    this.#check.dispose();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#release();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  /** Tells VS Code of every step that is done, in other words than the last time. */
  #say(): void {
    if (this.#done.size === 0) return;
    this.#said += 1;
    const word = doneWords[this.#said % doneWords.length];
    for (const key of this.#done) void vscode.commands.executeCommand('setContext', key, word);
  }

  #sayAgainSoon(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
    this.#timers.push(...sayAgainMs.map((delayMs) => setTimeout(() => this.#say(), delayMs)));
  }

  #watch(): void {
    this.#release();
    this.#facts.forget();
    const plurals = new Set(lessons.filter((lesson) => this.#isOpen(lesson)).flatMap((lesson) => lesson.watches));
    if (plurals.size > 0) this.#held = this.#store.hold(...plurals);
  }

  #release(): void {
    this.#held?.dispose();
    this.#held = undefined;
  }

  #isOpen(lesson: Lesson): boolean {
    return lesson.steps.some((step) => !this.#done.has(stepKey(lesson, step)));
  }

  #evaluate(): void {
    if (this.#held === undefined) return;
    const before = this.#done.size;
    for (const lesson of lessons) for (const step of lesson.steps) this.#tick(lesson, step);
    if (this.#done.size === before) return;
    this.#say();
    this.#sayAgainSoon();
    void this.#memory.update(memoryKey, [...this.#done]);
    if (!lessons.some((lesson) => this.#isOpen(lesson))) this.#release();
  }

  #tick(lesson: Lesson, step: LessonStep): void {
    const key = stepKey(lesson, step);
    if (this.#done.has(key) || !step.isDone(this.#facts)) return;
    this.#done.add(key);
  }
}
