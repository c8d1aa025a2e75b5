// The output channel, made when there is something to write into it.
import { vscode } from './vscode.ts';

export interface Log extends vscode.Disposable {
  append(...lines: readonly string[]): void;
  show(): void;
}

export function createLog(): Log {
  let channel: vscode.OutputChannel | undefined;
  const open = (): vscode.OutputChannel => (channel ??= vscode.window.createOutputChannel('Kubelab'));
  return {
    append(...lines) {
      for (const line of lines) open().appendLine(line);
    },
    show() {
      open().show(true);
    },
    dispose() {
      channel?.dispose();
    },
  };
}
