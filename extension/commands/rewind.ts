// Goes back to an instant: the same history runs again up to it, and what came later never happened.
import { vscode } from '../vscode.ts';
import { clockText } from '../../webview/protocol.ts';
import { parseClock } from '../lab/virtual-time.ts';
import { defineCommand, when } from './command.ts';

export const rewind = defineCommand({
  id: 'kubelab.rewind',
  title: 'Rewind Time',
  icon: '$(history)',
  palette: when.running,
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.running}`, group: '5_time@3' }],
  async run(app) {
    const nowUs = app.lab.state?.timeUs ?? 0;
    const episodes = await app.lab.call('episodes', { limit: 30 });
    const items = episodes.map(({ title, startUs }) => ({
      label: `$(history) ${clockText(startUs, true)}`,
      description: `before: ${title}`,
      timeUs: startUs - 1,
    }));
    const other = { label: '$(edit) Another instant…', description: '', timeUs: undefined };
    const choice = await vscode.window.showQuickPick([...items, other], {
      title: 'Rewind time',
      placeHolder: `Now is ${clockText(nowUs)}`,
    });
    if (choice === undefined) return;
    const timeUs = choice.timeUs ?? (await askInstant(nowUs));
    if (timeUs === undefined) return;
    await app.lab.call('rewind', { timeUs: Math.max(0, timeUs) });
    vscode.window.setStatusBarMessage(`$(history) Rewound to ${clockText(timeUs, true)}`, 5000);
  },
});

async function askInstant(nowUs: number): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title: 'Rewind time',
    prompt: `An instant before ${clockText(nowUs)}, for example 1:30`,
    validateInput: (value) => {
      const timeUs = parseClock(value);
      if (timeUs === undefined) return 'Write seconds, or hours:minutes:seconds.';
      return timeUs > nowUs ? 'That has not happened yet.' : undefined;
    },
  });
  return text === undefined ? undefined : parseClock(text);
}
