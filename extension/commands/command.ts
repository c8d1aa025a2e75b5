// What a command is: plain data for package.json and the function that runs it. One file defines one command.
import type { App } from '../app.ts';

export interface MenuPlace {
  /** A menu of VS Code, for example `view/item/context`. */
  readonly menu: string;
  readonly when?: string;
  readonly group?: string;
}

export interface Command {
  /** `kubelab.start`. */
  readonly id: string;
  /** Shown after the category, for example `Start Cluster`. */
  readonly title: string;
  readonly icon?: string;
  /** When the palette offers it; `false` hides it there, because it needs to be told what to act on. */
  readonly palette?: string | false;
  readonly menus?: readonly MenuPlace[];
  readonly keybinding?: { readonly key: string; readonly mac?: string; readonly when: string };
  run(app: App, ...args: readonly unknown[]): void | Promise<void>;
}

export function defineCommand(command: Command): Command {
  return command;
}

/** Conditions for menus, spelled once. */
export const when = {
  noCluster: '!kubelab.active',
  running: 'kubelab.active',
  paused: 'kubelab.active && kubelab.paused',
  going: 'kubelab.active && !kubelab.paused',
  yaml: 'resourceLangId == yaml',
} as const;
