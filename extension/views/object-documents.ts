// Objects of the cluster as read-only documents: their YAML (now, or as it was) and what describe prints, kept up to date while open.
import { vscode } from '../vscode.ts';
import type { KubeObject, ObjectList } from '../../lab-cluster/index.ts';
import type { ManifestClient } from '../editor/manifest-client.ts';
import { describe } from '../kube/describe.ts';
import { isFailure, type KubeApi } from '../../lab-cluster/kubectl/kube-api.ts';
import { refusal } from '../../lab-cluster/kubectl/kubectl-words.ts';
import type { Change, LiveStore } from '../kube/live-store.ts';
import { collectionPath, objectPath, type ObjectRef, parseRef, refText, resourceByPlural } from '../../lab-cluster/kubectl/resources.ts';
import { textOf } from '../lab/errors.ts';
import { throttle } from '../lab/throttle.ts';

const scheme = 'kubelab';
const refreshMs = 500;

/** Where the virtual instant comes from, for ages. */
export interface Instant {
  nowMs(): number;
}

export class ObjectDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #api: KubeApi;
  readonly #reader: ManifestClient;
  readonly #instant: Instant;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #touched = new Set<string>();
  readonly #flush = throttle(refreshMs, () => this.#send());

  constructor(api: KubeApi, store: LiveStore, reader: ManifestClient, instant: Instant) {
    this.#api = api;
    this.#reader = reader;
    this.#instant = instant;
    this.#subscriptions = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.Disposable.from(store.onChange((changes) => this.#note(changes))),
    ];
  }

  readonly onDidChange = this.#changed.event;

  /** The object's YAML beside what is open; at `revision`, as it was stored then. */
  async openYaml(ref: ObjectRef, revision?: number): Promise<void> {
    const at = revision === undefined ? '' : `?revision=${revision}`;
    await this.#open(vscode.Uri.parse(`${scheme}:/yaml/${refText(ref)}${revision === undefined ? '' : `@${revision}`}.yaml${at}`), 'yaml');
  }

  async openDescription(ref: ObjectRef): Promise<void> {
    await this.#open(vscode.Uri.parse(`${scheme}:/describe/${refText(ref)}.txt`), 'plaintext');
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const revision = /^revision=(\d+)$/.exec(uri.query)?.[1];
    const [, view = '', text = ''] = /^\/(yaml|describe)\/(.*?)(?:@\d+)?\.(?:yaml|txt)$/.exec(uri.path) ?? [];
    const ref = parseRef(text);
    if (ref === undefined) return '# There is no such object.\n';
    try {
      return await this.#text(view, ref, revision);
    } catch (error) {
      // Without a cluster there is nothing to show; the document is read again when there is one.
      return `# ${textOf(error)}\n`;
    }
  }

  async #text(view: string, ref: ObjectRef, revision: string | undefined): Promise<string> {
    if (view === 'describe') return describe(this.#api, ref, this.#instant.nowMs());
    const object = await this.#read(ref, revision);
    return typeof object === 'string' ? object : this.#reader.call('render', { object });
  }

  dispose(): void {
    this.#flush.dispose();
    vscode.Disposable.from(...this.#subscriptions, this.#changed).dispose();
  }

  async #read(ref: ObjectRef, revision: string | undefined): Promise<KubeObject | string> {
    const resource = resourceByPlural(ref.plural);
    if (resource === undefined) return `# ${ref.plural} is no resource of this cluster.\n`;
    if (revision !== undefined) return this.#readPast(ref, revision);
    const response = await this.#api.request({ method: 'GET', path: objectPath(resource, ref.namespace, ref.name) });
    return isFailure(response) ? `# ${refusal(response.body)}\n` : (response.body as KubeObject);
  }

  /** The store keeps every revision; the API reads an old one through a list. */
  async #readPast(ref: ObjectRef, revision: string): Promise<KubeObject | string> {
    const resource = resourceByPlural(ref.plural);
    if (resource === undefined) return `# ${ref.plural} is no resource of this cluster.\n`;
    const query = { fieldSelector: `metadata.name=${ref.name}`, resourceVersion: revision, resourceVersionMatch: 'Exact' };
    const response = await this.#api.request({ method: 'GET', path: collectionPath(resource, ref.namespace), query });
    if (isFailure(response)) return `# ${refusal(response.body)}\n`;
    const object = (response.body as ObjectList).items.find((item) => item.metadata.name === ref.name);
    if (object === undefined) return `# At revision ${revision} there was no ${refText(ref)}.\n`;
    // Items of a list leave out what the list says once.
    return { ...object, apiVersion: object.apiVersion ?? resource.version, kind: object.kind ?? resource.kind };
  }

  async #open(uri: vscode.Uri, language: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    if (document.languageId !== language) await vscode.languages.setTextDocumentLanguage(document, language);
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  #note(changes: readonly Change[]): void {
    const open = vscode.workspace.textDocuments.filter((document) => document.uri.scheme === scheme && document.uri.query === '');
    if (open.length === 0) return;
    for (const { plural, object } of changes) {
      const { namespace, name } = object.metadata;
      const text = refText({ plural, name, ...(namespace !== undefined && { namespace }) });
      for (const { uri } of open) if (uri.path.includes(`/${text}.`)) this.#touched.add(uri.toString());
    }
    if (this.#touched.size > 0) this.#flush();
  }

  #send(): void {
    for (const uri of this.#touched) this.#changed.fire(vscode.Uri.parse(uri));
    this.#touched.clear();
  }
}
