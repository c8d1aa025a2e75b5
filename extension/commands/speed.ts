// Sets how fast virtual time goes.
import { vscode } from '../vscode.ts';
import type { Speed } from '../../lab-cluster/host/protocol.ts';
import { speedText } from '../lab/virtual-time.ts';
import { defineCommand, when } from './command.ts';

const speeds: readonly (readonly [speed: Speed, description: string])[] = [
  [0.1, 'slow motion'],
  [0.5, ''],
  [1, 'as in a real cluster'],
  [2, ''],
  [10, ''],
  [60, 'a minute in a second'],
  ['max', 'as fast as it can'],
];

export const speed = defineCommand({
  id: 'kubelab.speed',
  title: 'Set Speed of Time',
  icon: '$(dashboard)',
  palette: when.running,
  menus: [{ menu: 'view/title', when: `view == kubelab.explorer && ${when.running}`, group: '5_time@2' }],
  async run(app, argument) {
    const chosen = isSpeed(argument) ? argument : await pick(app.lab.state?.speed);
    if (chosen !== undefined) await app.lab.call('speed', { speed: chosen });
  },
});

function isSpeed(value: unknown): value is Speed {
  return value === 'max' || (typeof value === 'number' && value > 0);
}

async function pick(present: Speed | undefined): Promise<Speed | undefined> {
  const items = speeds.map(([value, description]) => ({
    label: `${value === present ? '$(check) ' : ''}${speedText(value)}`,
    description,
    value,
  }));
  return (await vscode.window.showQuickPick(items, { title: 'Speed of virtual time' }))?.value;
}
