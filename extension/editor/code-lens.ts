// Above every Kubernetes document: Apply, Delete, and how the object is doing in the cluster right now.
import { vscode } from '../vscode.ts';
import type { KubeObject } from '../../lab-cluster/index.ts';
import type { Change, LiveStore } from '../kube/live-store.ts';
import { type ObjectRef, refText, resourceByKind } from '../../lab-cluster/kubectl/resources.ts';
import { summarize } from '../kube/summary.ts';
import type { Lab } from '../lab/lab.ts';
import { throttle } from '../lab/throttle.ts';
import type { Subscription } from '../lab/emitter.ts';
import type { ManifestOutline } from './manifest-types.ts';
import { type Manifests, yamlDocuments } from './manifests.ts';
import { labDifference } from './lab-difference.ts';

/** VS Code begins to wait anew, a quarter of a second and longer the busier it is, whenever it is told that lenses changed. */
const refreshMs = 500;
/** In files with more documents than this only Apply stands above each: thousands of lenses would hold up the typing. */
const maxStates = 200;

/** Handed to the commands behind a lens. */
export interface LensTarget {
  readonly uri: string;
  /** Start of the document within the text. */
  readonly start: number;
}

/** Says whether the picture shows the past. The lenses never do: then they say so. */
export interface Picture {
  readonly showsPast: boolean;
  onLook(hear: (atPast: boolean) => void): Subscription;
}

export function createCodeLenses(
  lab: Lab,
  store: LiveStore,
  manifests: Manifests,
  picture: Picture,
  defaultNamespace: () => string,
): vscode.Disposable {
  const provider = new LensProvider(lab, store, manifests, picture, defaultNamespace);
  return vscode.Disposable.from(provider, vscode.languages.registerCodeLensProvider(yamlDocuments, provider));
}

type Phase = 'none' | 'starting' | 'running';

function phaseOf(lab: Lab): Phase {
  return lab.isRunning ? 'running' : lab.state?.phase === 'starting' ? 'starting' : 'none';
}

type Slot = 'template' | 'apply' | 'diff' | 'delete' | 'state' | 'note';

class LensProvider implements vscode.CodeLensProvider {
  readonly #lab: Lab;
  readonly #store: LiveStore;
  readonly #manifests: Manifests;
  readonly #picture: Picture;
  readonly #defaultNamespace: () => string;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #refresh = throttle(refreshMs, () => this.#changed.fire());
  readonly #subscriptions: vscode.Disposable[];
  /** One hold per resource that some lens shows, while a file is open. */
  readonly #held = new Map<string, Subscription>();
  /** `deployments/default/web` of every state line on screen. */
  #shown = new Set<string>();
  #phase: Phase;

  constructor(lab: Lab, store: LiveStore, manifests: Manifests, picture: Picture, defaultNamespace: () => string) {
    this.#lab = lab;
    this.#store = store;
    this.#manifests = manifests;
    this.#picture = picture;
    this.#defaultNamespace = defaultNamespace;
    this.#phase = phaseOf(lab);
    this.#subscriptions = [
      manifests.onDidRead(() => this.#changed.fire()),
      manifests.onDidClose(() => this.#forgetClosed()),
      vscode.Disposable.from(store.onChange((changes) => this.#note(changes))),
      vscode.Disposable.from(store.onListed((plural) => this.#held.has(plural) && this.#changed.fire())),
      vscode.Disposable.from(lab.onState(() => this.#notePhase())),
      vscode.Disposable.from(picture.onLook(() => this.#changed.fire())),
    ];
  }

  readonly onDidChangeCodeLenses = this.#changed.event;

  /** Whole, commands included: VS Code forgets the commands of lenses that are completed only when they come on screen. */
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const outlines = this.#manifests.of(document)?.documents ?? [];
    const isLarge = outlines.length > maxStates;
    const withState = !isLarge && this.#phase !== 'none';
    const uri = document.uri.toString();
    return outlines.flatMap((outline) => {
      const position = document.positionAt(outline.start);
      const range = new vscode.Range(position, position);
      // In a line of its own: behind the others it would stand out of sight.
      const below = Math.min(position.line + 1, document.lineCount - 1);
      const noteRange = new vscode.Range(below, 0, below, 0);
      const slots = slotsOf(outline, withState && this.#refOf(outline) !== undefined);
      return slots
        .slice(0, isLarge ? 1 : slots.length)
        .map(
          (slot) =>
            new vscode.CodeLens(
              slot === 'note' ? noteRange : range,
              slot === 'state' ? this.#state(outline) : commandOf(slot, outline, uri),
            ),
        );
    });
  }

  dispose(): void {
    this.#refresh.dispose();
    for (const held of this.#held.values()) held.dispose();
    vscode.Disposable.from(...this.#subscriptions, this.#changed).dispose();
  }

  #state(outline: ManifestOutline): vscode.Command {
    const ref = this.#refOf(outline);
    if (ref === undefined) return { title: '', command: '' };
    if (this.#phase === 'starting') return { title: '$(loading~spin) the cluster is starting', command: '' };
    this.#watch(ref);
    // Nothing is claimed of what was not looked at yet.
    if (!this.#store.isListed(ref.plural)) return { title: '$(loading~spin) looking', command: '' };
    const object = this.#store.get(ref.plural, ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`);
    // The lens shows the cluster as it is, also while the picture beside it shows what was.
    const now = this.#picture.showsPast ? ' now' : '';
    if (object === undefined) return { title: `$(circle-outline) not in the cluster${now}`, command: '' };
    return {
      title: `${stateTitle(object)}${now}`,
      command: 'kubelab.describe',
      arguments: [ref],
      tooltip: summarize(object).reason || 'Describe',
    };
  }

  #refOf(outline: ManifestOutline): ObjectRef | undefined {
    const resource = resourceByKind(outline.apiVersion, outline.kind);
    if (resource === undefined || outline.name === '') return undefined;
    const { plural } = resource;
    return resource.namespaced
      ? { plural, namespace: outline.namespace || this.#defaultNamespace(), name: outline.name }
      : { plural, name: outline.name };
  }

  #watch(ref: ObjectRef): void {
    this.#shown.add(refText(ref));
    if (!this.#held.has(ref.plural)) this.#held.set(ref.plural, this.#store.hold(ref.plural));
  }

  /** At once: what is said of a cluster that is gone is wrong. */
  #notePhase(): void {
    const phase = phaseOf(this.#lab);
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#changed.fire();
  }

  #note(changes: readonly Change[]): void {
    const touched = changes.some(({ plural, object, previous, type }) => {
      const { namespace, name } = object.metadata;
      if (!this.#shown.has(refText({ plural, name, ...(namespace !== undefined && { namespace }) }))) return false;
      return type !== 'changed' || previous === undefined || stateTitle(previous) !== stateTitle(object);
    });
    if (touched) this.#refresh();
  }

  /** When no manifest is open nothing has to be watched for lenses. */
  #forgetClosed(): void {
    this.#shown = new Set();
    const open = vscode.workspace.textDocuments.some((document) => (this.#manifests.of(document)?.documents.length ?? 0) > 0);
    if (open) {
      this.#refresh();
      return;
    }
    for (const held of this.#held.values()) held.dispose();
    this.#held.clear();
  }
}

function stateTitle(object: KubeObject): string {
  const { text, health } = summarize(object);
  const marks = { ok: '$(pass)', busy: '$(sync)', bad: '$(error)', plain: '$(circle-filled)' } as const;
  const isWorkload = /^(?:Deployment|ReplicaSet|StatefulSet)$/.test(object.kind);
  return `${marks[health]} ${isWorkload ? text.replace(/^(\d+\/\d+)/, '$1 ready') : text || 'in the cluster'}`;
}

function slotsOf({ isTemplate, note }: ManifestOutline, withState: boolean): readonly Slot[] {
  if (isTemplate) return ['template'];
  const slots: readonly Slot[] = withState ? ['apply', 'diff', 'delete', 'state'] : ['apply', 'diff', 'delete'];
  return note === '' ? slots : [...slots, 'note'];
}

function commandOf(slot: Exclude<Slot, 'state'>, outline: ManifestOutline, uri: string): vscode.Command {
  const target: LensTarget = { uri, start: outline.start };
  const what = outline.items > 0 ? ` ${outline.items} objects` : '';
  switch (slot) {
    case 'apply':
      return {
        title: `$(play) Apply${what}`,
        command: 'kubelab.applyDocument',
        arguments: [target],
        tooltip: 'Send this manifest to the API server (kubectl apply -f)',
      };
    case 'diff':
      return {
        title: '$(diff) Diff',
        command: 'kubelab.diffDocument',
        arguments: [target],
        tooltip: 'Show what Apply would change on the server (kubectl diff -f)',
      };
    case 'delete':
      return {
        title: '$(trash) Delete',
        command: 'kubelab.deleteDocument',
        arguments: [target],
        tooltip: 'Delete what this manifest describes (kubectl delete -f)',
      };
    case 'note':
      return {
        title: `$(info) ${labDifference(outline.note)}`,
        command: 'kubelab.showCoverage',
        tooltip: `${outline.kind}: ${outline.note} Show all that the lab covers of Kubernetes`,
      };
    case 'template':
      return { title: 'Helm template: render it before applying', command: '' };
  }
}
