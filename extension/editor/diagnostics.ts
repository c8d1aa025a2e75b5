// Underlines what is wrong with open manifests, as the API server would say it, and offers the fixes that are known.
import { vscode } from '../vscode.ts';
import { type Manifests, yamlDocuments } from './manifests.ts';
import type { Problem } from './manifest-types.ts';

/** More of them in one file help nobody, and cost the editor. */
const maxShown = 1000;

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

export function createDiagnostics(manifests: Manifests): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('kubelab');
  const show = (document: vscode.TextDocument, problems: readonly Problem[]): void => {
    collection.set(
      document.uri,
      problems.slice(0, maxShown).map((problem) => diagnosticOf(document, problem)),
    );
  };
  const fixes: vscode.CodeActionProvider = {
    provideCodeActions: (document, range, context) => {
      const ours = context.diagnostics.filter((diagnostic) => diagnostic.source === 'kubelab');
      if (ours.length === 0) return [];
      return manifests.problemsIn(document, range).flatMap((problem) => actionsFor(document, problem, ours));
    },
  };
  return vscode.Disposable.from(
    collection,
    manifests.onDidRead(({ document, reading }) => show(document, reading.problems)),
    manifests.onDidClose((uri) => collection.delete(uri)),
    vscode.languages.registerCodeActionsProvider(yamlDocuments, fixes, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
  );
}

function diagnosticOf(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic {
  const range = new vscode.Range(document.positionAt(problem.start), document.positionAt(problem.end));
  const diagnostic = new vscode.Diagnostic(range, problem.message, severities[problem.severity]);
  diagnostic.source = 'kubelab';
  diagnostic.code = problem.code;
  return diagnostic;
}

function actionsFor(document: vscode.TextDocument, problem: Problem, diagnostics: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
  return problem.fixes.map((fix, index) => {
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
    const edit = new vscode.WorkspaceEdit();
    for (const change of fix.changes) {
      edit.replace(document.uri, new vscode.Range(document.positionAt(change.start), document.positionAt(change.end)), change.text);
    }
    action.edit = edit;
    action.diagnostics = diagnostics.filter((diagnostic) => diagnostic.message === problem.message);
    action.isPreferred = index === 0;
    return action;
  });
}
