// The walls between the rooms, as a table: who may import whom, and that nobody goes in circles.
import { describe, expect, test } from 'vitest';
import { type Import, importsOf, type Source, typescriptSources } from './sources.ts';

interface Wall {
  /** Our own rooms or files it may import, besides itself. */
  readonly ours: readonly string[];
  readonly packages: readonly string[];
  /** Ours that may only be imported as types. */
  readonly types?: readonly string[];
}

const pure = ['yaml', 'sorted-btree', 'pure-rand', 'rfc6902', 'ipaddr.js', 're2js'];
const door = 'lab-cluster/index.ts';
const protocol = 'lab-cluster/host/protocol.ts';

const behindTheClient: Wall = { ours: ['lab-cluster/sim', 'lab-cluster/api', 'lab-cluster/client'], packages: pure };

/** The most specific entry counts. */
const walls: Readonly<Record<string, Wall>> = {
  'lab-cluster/sim': { ours: [], packages: pure },
  'lab-cluster/api': { ours: ['lab-cluster/sim'], packages: pure },
  'lab-cluster/etcd': { ours: ['lab-cluster/sim'], packages: pure },
  'lab-cluster/apiserver': { ours: ['lab-cluster/sim', 'lab-cluster/api', 'lab-cluster/etcd'], packages: pure },
  'lab-cluster/client': { ours: ['lab-cluster/sim', 'lab-cluster/api'], packages: pure },
  'lab-cluster/view': { ours: ['lab-cluster/sim', 'lab-cluster/api'], packages: pure },
  // The table that explains a decision is the picture's affair.
  'lab-cluster/scheduler': { ...behindTheClient, types: ['lab-cluster/view/picture-types.ts'] },
  'lab-cluster/controllers': behindTheClient,
  'lab-cluster/cloud': behindTheClient,
  'lab-cluster/node': behindTheClient,
  // What a packet walk looks like is the picture's affair.
  'lab-cluster/network': { ...behindTheClient, types: ['lab-cluster/view/picture-types.ts'] },
  'lab-cluster/kubectl': behindTheClient,
  'lab-cluster/host': { ours: [door], packages: [] },
  'lab-cluster/host/node.ts': { ours: [door, 'lab-cluster/host', 'lab-cluster/serve'], packages: ['node:*'] },
  'lab-cluster/host/node-platform.ts': { ours: ['lab-cluster/host'], packages: ['node:*'] },
  // The command drives a lab host as a worker's owner does.
  'lab-cluster/serve': { ours: [door, 'lab-cluster/host', 'lab-cluster/kubectl'], packages: ['node:*', 'yaml'] },
  // A cluster as its owner sees it: inputs, observation, replay.
  'lab-cluster/lab': { ours: ['lab-cluster'], packages: pure },
  // These put the lab together.
  'lab-cluster': { ours: ['lab-cluster'], packages: pure },
  walkthroughs: { ours: [door], packages: ['yaml'] },
  extension: {
    ours: [door, protocol, 'lab-cluster/kubectl', 'webview/protocol.ts', 'walkthroughs/registry.ts'],
    packages: ['vscode', 'node:*', 'yaml'],
  },
  webview: { ours: [], types: [door, protocol], packages: ['lit', '@vscode/webview-ui-toolkit'] },
};

const sources = typescriptSources();
const rooms = Object.keys(walls).sort((a, b) => b.length - a.length);
const roomOf = (file: string): string | undefined => rooms.find((room) => isIn(file, room));
const isIn = (file: string, room: string): boolean => file === room || file.startsWith(`${room}/`);

describe('walls', () => {
  test('every file of the product stands in a room of the table', () => {
    const homeless = sources.filter(({ file, isTest }) => !isTest && !/^[^/]+\.ts$/.test(file) && roomOf(file) === undefined);
    expect(homeless.map(({ file }) => file)).toEqual([]);
    const unlisted = sources.filter(({ file, isTest }) => !isTest && roomOf(file) === 'lab-cluster' && file.split('/').length > 2);
    expect(unlisted.map(({ file }) => file)).toEqual([]);
    expect(sources.length).toBeGreaterThan(20);
  });

  test('a room imports only what the table allows', () => {
    let seen = 0;
    const broken: string[] = [];
    for (const source of sources.filter(({ isTest }) => !isTest)) {
      const room = roomOf(source.file);
      if (room === undefined) continue;
      for (const found of importsOf(source)) {
        seen += 1;
        if (!isAllowed(room, found)) broken.push(`${source.file} imports ${found.target}${found.isTypeOnly ? ' (types)' : ''}`);
      }
    }
    expect(broken).toEqual([]);
    expect(seen).toBeGreaterThan(50);
  });

  test('the toolkit is imported in one file', () => {
    const importers = sources.filter((source) => importsOf(source).some(({ target }) => target === '@vscode/webview-ui-toolkit'));
    expect(importers.map(({ file }) => file).filter((file) => !file.startsWith('webview/theme/'))).toEqual([]);
    expect(importers.length).toBeLessThanOrEqual(1);
  });

  test('no file imports itself through others', () => {
    expect(importCircle(sources)).toEqual([]);
  });
});

function isAllowed(room: string, { target, isOurs, isTypeOnly }: Import): boolean {
  const wall = walls[room];
  if (wall === undefined) return false;
  if (!isOurs) return wall.packages.includes(target);
  if (isIn(target, room)) return true;
  if (wall.ours.some((allowed) => isIn(target, allowed))) return true;
  return isTypeOnly && (wall.types ?? []).some((allowed) => isIn(target, allowed));
}

/** The first circle of value imports found, as the files along it. */
function importCircle(all: readonly Source[]): readonly string[] {
  const edges = new Map(all.map((source) => [source.file, importsOf(source).filter(({ isOurs, isTypeOnly }) => isOurs && !isTypeOnly)]));
  const finished = new Set<string>();
  const visit = (file: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (finished.has(file)) return [];
    for (const { target } of edges.get(file) ?? []) {
      const circle = visit(target, [...trail, file]);
      if (circle.length > 0) return circle;
    }
    finished.add(file);
    return [];
  };
  for (const file of edges.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}
