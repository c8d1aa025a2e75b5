// While time stands still the API server answers no write: says once who waits for it, and how to go on. Where the cluster view
// is on screen it says that itself, and no message lies over it.
import { vscode } from '../vscode.ts';
import type { Lab } from '../lab/lab.ts';

export function createWaitingNotice(lab: Lab, view: { readonly isVisible: boolean }): vscode.Disposable {
  let isTold = false;
  return vscode.Disposable.from(
    lab.onState((state) => {
      const waiting = state?.paused === true ? state.waiting : [];
      const isNews = waiting.length > 0 && !isTold;
      isTold = waiting.length > 0;
      if (isNews && !view.isVisible) void tell(waiting);
    }),
  );
}

async function tell(waiting: readonly string[]): Promise<void> {
  const choice = await vscode.window.showInformationMessage(waitingText(waiting), 'Resume', 'Step');
  if (choice !== undefined) await vscode.commands.executeCommand(choice === 'Resume' ? 'kubelab.resume' : 'kubelab.step');
}

function waitingText([first = '', ...others]: readonly string[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  return `Time is paused, so ${first}${more} ${others.length === 0 ? 'waits' : 'wait'} for an answer.`;
}
