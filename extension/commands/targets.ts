// What a command is to act on: what it was handed (a tree row, a lens), what the cursor is in, or what the user picks.
import { vscode } from '../vscode.ts';
import type { ComponentRow, KubeObject, ObjectList, ServiceRow } from '../../lab-cluster/index.ts';
import type { App } from '../app.ts';
import type { LensTarget } from '../editor/code-lens.ts';
import type { ManifestOutline } from '../editor/manifest-types.ts';
import { isFailure } from '../../lab-cluster/kubectl/kube-api.ts';
import { collectionPath, type ObjectRef, resourceByKind, resourceByPlural } from '../../lab-cluster/kubectl/resources.ts';
import { summarize } from '../kube/summary.ts';
import { isMap } from '../../lab-cluster/kubectl/values.ts';
import { parseNodeId } from '../views/tree-node.ts';

const pickable = ['deployments', 'replicasets', 'pods', 'services', 'configmaps', 'secrets', 'nodes', 'namespaces'];

/** The user's own machine is not part of the cluster: there runs kubectl. */
const ownMachine = 'laptop';

/** The object a command was pointed at, or one that the user picks. */
export async function objectTarget(app: App, argument: unknown, title: string): Promise<ObjectRef | undefined> {
  return given(argument) ?? underCursor(app) ?? pickObject(app, title);
}

/** The object of a tree row or a lens. */
function given(argument: unknown): ObjectRef | undefined {
  if (isMap(argument) && typeof argument['plural'] === 'string' && typeof argument['name'] === 'string')
    return argument as unknown as ObjectRef;
  const node = typeof argument === 'string' ? parseNodeId(argument) : undefined;
  if (node?.type === 'object') return node.ref;
  if (node?.type === 'node') return { plural: 'nodes', name: node.name };
  return node?.type === 'namespace' ? { plural: 'namespaces', name: node.name } : undefined;
}

function underCursor(app: App): ObjectRef | undefined {
  const outline = outlineUnderCursor(app)?.outline;
  const resource = outline && resourceByKind(outline.apiVersion, outline.kind);
  if (!outline || !resource || outline.name === '') return undefined;
  const { plural } = resource;
  return resource.namespaced
    ? { plural, namespace: outline.namespace || app.namespace, name: outline.name }
    : { plural, name: outline.name };
}

/** The manifest the cursor of the active editor is in. */
function outlineUnderCursor(app: App): { readonly document: vscode.TextDocument; readonly outline: ManifestOutline } | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return undefined;
  const offset = editor.document.offsetAt(editor.selection.active);
  const outline = app.manifests.of(editor.document)?.documents.find((candidate) => candidate.start <= offset && offset <= candidate.end);
  return outline && { document: editor.document, outline };
}

async function pickObject(app: App, title: string, plurals: readonly string[] = pickable): Promise<ObjectRef | undefined> {
  const lists = await Promise.all(plurals.map((plural) => listAll(app, plural)));
  const items = lists.flat().map(({ ref, object }) => ({
    label: ref.name,
    description: `${object.kind}${ref.namespace === undefined ? '' : ` in ${ref.namespace}`}`,
    detail: summarize(object).text,
    ref,
  }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true, placeHolder: 'Which object?' }))?.ref;
}

async function listAll(app: App, plural: string): Promise<readonly { readonly ref: ObjectRef; readonly object: KubeObject }[]> {
  const resource = resourceByPlural(plural);
  if (resource === undefined) return [];
  const response = await app.api.request({ method: 'GET', path: collectionPath(resource) });
  if (isFailure(response)) return [];
  return (response.body as ObjectList).items.map((item) => {
    const { namespace, name } = item.metadata;
    const object = { ...item, kind: resource.kind };
    return { ref: namespace === undefined ? { plural, name } : { plural, namespace, name }, object };
  });
}

/** The process a tree row stands for, or one that the user picks among those that are up (or down). */
export async function componentTarget(app: App, argument: unknown, up: boolean): Promise<string | undefined> {
  const node = typeof argument === 'string' ? parseNodeId(argument) : undefined;
  if (node?.type === 'component') return node.name;
  if (typeof argument === 'string' && node === undefined) return argument;
  const { components } = await app.lab.call('picture', { cursor: { at: 'live' } });
  const items = components.filter((component) => component.up === up && component.host !== ownMachine).map(itemOf);
  if (items.length === 0) {
    void vscode.window.showInformationMessage(up ? 'Every component is down.' : 'No component is down: there is nothing to restart.');
    return undefined;
  }
  const title = up ? 'Kill a component' : 'Restart a component';
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Which component?', matchOnDescription: true }))?.label;
}

function itemOf(component: ComponentRow): vscode.QuickPickItem {
  const restarts = component.restarts === 0 ? '' : `, ${component.restarts} restarts`;
  return { label: component.name, description: `on ${component.host}${restarts}` };
}

/** `namespace/name` of the Service a row stands for, or of one that the user picks. */
export async function serviceTarget(app: App, argument: unknown): Promise<string | undefined> {
  const ref = given(argument);
  if (ref?.plural === 'services') return `${ref.namespace}/${ref.name}`;
  const { services } = await app.lab.call('picture', { cursor: { at: 'live' } });
  const items = services.map((service) => ({
    label: service.name,
    description: serviceText(service),
    key: `${service.namespace}/${service.name}`,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage('There is no Service to send a packet to. Apply one first.');
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title: 'Send a packet', placeHolder: 'To which Service?', matchOnDescription: true }))
    ?.key;
}

function serviceText(service: ServiceRow): string {
  const address = service.externalIp === '' ? service.clusterIp : service.externalIp;
  return `${service.type} ${address} in ${service.namespace}, ${service.readyEndpoints} ready endpoints`;
}

/** The text of the manifest behind a lens, or undefined when the document has changed too much since. */
export async function lensText(
  app: App,
  argument: unknown,
): Promise<{ readonly document: vscode.TextDocument; readonly text: string } | undefined> {
  if (isMap(argument) && typeof argument['uri'] === 'string') {
    const { uri, start } = argument as unknown as LensTarget;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    const outlines = app.manifests.of(document)?.documents ?? [];
    const outline = outlines.find((candidate) => candidate.start === start) ?? (outlines.length === 1 ? outlines[0] : undefined);
    return outline && { document, text: textAt(document, outline) };
  }
  const found = outlineUnderCursor(app);
  return found && { document: found.document, text: textAt(found.document, found.outline) };
}

/** Blank lines stand for what comes before, so that line numbers in messages are those of the file. */
function textAt(document: vscode.TextDocument, outline: ManifestOutline): string {
  const text = document.getText();
  const before = text.slice(0, outline.start).split('\n').length - 1;
  return '\n'.repeat(before) + text.slice(outline.start, outline.end);
}
