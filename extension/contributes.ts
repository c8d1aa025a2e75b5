// package.json's `contributes` and `activationEvents`, made from the registries: what is not registered cannot be contributed.
import { doneWords, lessons, stepKey } from '../walkthroughs/registry.ts';
import type { Command } from './commands/command.ts';
import { commands } from './commands/registry.ts';
import { settings } from './settings.ts';
import { containers, views, welcomes } from './views/registry.ts';

const category = 'Kubelab';

export interface Contribution {
  readonly activationEvents: readonly string[];
  readonly contributes: Readonly<Record<string, unknown>>;
}

/** Commands and views activate by themselves since VS Code 1.74; the rest is said here. */
export function contribution(): Contribution {
  return {
    activationEvents: ['onLanguage:yaml', 'onWebviewPanel:kubelab.cluster', ...lessons.map((lesson) => `onWalkthrough:${lesson.id}`)],
    contributes: {
      commands: commands.map(({ id, title, icon }) => ({ command: id, title, category, ...(icon !== undefined && { icon }) })),
      menus: menus(),
      viewsContainers: { activitybar: containers },
      views: viewsByContainer(),
      viewsWelcome: welcomes.map(({ view, when, contents }) => ({ view, when, contents: contents.join('\n') })),
      walkthroughs: walkthroughs(),
      configuration: { title: 'Kubelab', properties: settings },
    },
  };
}

function menus(): Readonly<Record<string, readonly object[]>> {
  const places: Record<string, object[]> = {};
  const add = (menu: string, entry: object): void => {
    const entries = places[menu] ?? [];
    entries.push(entry);
    places[menu] = entries;
  };
  for (const command of commands) {
    const palette = paletteCondition(command);
    if (palette !== undefined) add('commandPalette', { command: command.id, when: palette });
    for (const { menu, when, group } of command.menus ?? []) {
      add(menu, { command: command.id, ...(when !== undefined && { when }), ...(group !== undefined && { group }) });
    }
  }
  return Object.fromEntries(Object.entries(places).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function paletteCondition({ palette }: Command): string | undefined {
  return palette === false ? 'false' : palette;
}

function viewsByContainer(): Readonly<Record<string, readonly object[]>> {
  return Object.fromEntries(
    containers.map(({ id }) => [id, views.filter((view) => view.container === id).map(({ container: _container, ...view }) => view)]),
  );
}

function walkthroughs(): readonly object[] {
  return lessons.map((lesson) => ({
    id: lesson.id,
    title: lesson.title,
    description: lesson.description,
    steps: lesson.steps.map((step) => ({
      id: step.id,
      title: step.title,
      description: [step.text, ...step.buttons.map(buttonLink)].join('\n'),
      media: { markdown: `walkthroughs/${lesson.id}/${step.id}.md` },
      completionEvents: doneWords.map((word) => `onContext:${stepKey(lesson, step)} == ${word}`),
    })),
  }));
}

function buttonLink({
  title,
  command,
  argument,
}: {
  readonly title: string;
  readonly command: string;
  readonly argument?: string;
}): string {
  const suffix = argument === undefined ? '' : `?${encodeURIComponent(JSON.stringify(argument))}`;
  return `[${title}](command:${command}${suffix})`;
}
