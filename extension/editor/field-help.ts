// Hover and completion for fields of manifests, from the API's own schema; the worker knows it.
import { vscode } from '../vscode.ts';
import type { ManifestClient } from './manifest-client.ts';
import { yamlDocuments } from './manifests.ts';
import { maxCheckedCharacters } from '../../lab-cluster/kubectl/yaml-text.ts';

export function createFieldHelp(reader: ManifestClient): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider(yamlDocuments, {
      async provideHover(document, position) {
        const text = document.getText();
        if (text.length > maxCheckedCharacters) return undefined;
        const help = await reader.call('help', { text, offset: document.offsetAt(position) });
        if (help === null) return undefined;
        return new vscode.Hover(
          new vscode.MarkdownString(help.markdown),
          new vscode.Range(document.positionAt(help.start), document.positionAt(help.end)),
        );
      },
    }),
    vscode.languages.registerCompletionItemProvider(yamlDocuments, {
      async provideCompletionItems(document, position) {
        const text = document.getText();
        if (text.length > maxCheckedCharacters) return [];
        const offers = await reader.call('complete', { text, offset: document.offsetAt(position) });
        return offers.map((offer) => {
          const item = new vscode.CompletionItem({ label: offer.name, description: offer.detail }, vscode.CompletionItemKind.Property);
          item.documentation = new vscode.MarkdownString(offer.documentation);
          item.insertText = offer.insert;
          return item;
        });
      },
    }),
  );
}
