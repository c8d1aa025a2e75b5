// package.json must say what the registries say, and every name in it must lead somewhere.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Contributes {
  readonly commands: readonly { readonly command: string; readonly title: string }[];
  readonly menus: Readonly<Record<string, readonly { readonly command: string }[]>>;
  readonly viewsContainers: { readonly activitybar: readonly { readonly icon: string }[] };
  readonly walkthroughs: readonly {
    readonly steps: readonly { readonly description: string; readonly media: { readonly markdown: string } }[];
  }[];
}

/** A script without types. */
const script = '../.ci/contributes.mjs';
const { committedContribution, generatedContribution } = (await import(script)) as {
  committedContribution(): Promise<unknown>;
  generatedContribution(): Promise<unknown>;
};

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const committed = (await committedContribution()) as { readonly contributes: Contributes };
const { contributes } = committed;
const ids = contributes.commands.map((command) => command.command);

describe('package.json', () => {
  test('is what the registries generate', async () => {
    expect(committed).toEqual(await generatedContribution());
    expect(ids.length).toBeGreaterThan(20);
  });

  test('names every command once, in one namespace', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^kubelab\.[a-zA-Z]+$/.test(id))).toEqual([]);
    expect(new Set(contributes.commands.map((command) => command.title)).size).toBe(ids.length);
  });

  test('has menus for commands that exist', () => {
    const used = Object.values(contributes.menus).flat();
    expect(used.filter((entry) => !ids.includes(entry.command))).toEqual([]);
  });

  test('has walkthroughs whose texts and buttons exist', () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    expect(steps.length).toBeGreaterThanOrEqual(6);
    expect(steps.map((step) => step.media.markdown).filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    const called = steps.flatMap((step) => [...step.description.matchAll(/\(command:(kubelab\.\w+)/g)].map((match) => match[1] ?? ''));
    expect(called.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('points at icons that exist', () => {
    expect(contributes.viewsContainers.activitybar.every(({ icon }) => existsSync(path.join(root, icon)))).toBe(true);
  });
});
