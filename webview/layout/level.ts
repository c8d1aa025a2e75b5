// The level of detail: names while they fit, glyphs while they can be told apart, tiles above that.
import type { Font } from './font.ts';
import { layoutStage, stageFits } from './stage.ts';

export type Level = 'names' | 'glyphs' | 'tiles';

export interface LevelInput {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly { readonly name: string; readonly pods: number }[];
  readonly etcdMembers: number;
  readonly font?: Font;
  /** The level on screen; a finer one must fit with one pod to spare, so that a rolling update does not flicker. */
  readonly before: Level | undefined;
}

export const maxNamedPods = 6;
const maxGlyphPods = 30;
const maxGlyphNodes = 12;

export function chooseLevel(input: LevelInput): Level {
  const spare = input.before !== undefined && input.before !== 'names' ? 1 : 0;
  const most = input.nodes.reduce((max, node) => Math.max(max, node.pods), 0);
  if (most + spare <= maxNamedPods && fits(input, false, spare)) {
    return 'names';
  }
  const glyphSpare = input.before === 'tiles' ? 2 : 0;
  if (most + glyphSpare <= maxGlyphPods && input.nodes.length <= maxGlyphNodes && fits(input, true, glyphSpare)) {
    return 'glyphs';
  }
  return 'tiles';
}

function fits(input: LevelInput, glyphs: boolean, spare: number): boolean {
  const geometry = layoutStage({
    width: input.width,
    height: input.height,
    nodes: input.nodes.map((node) => ({ name: node.name, pods: node.pods + spare })),
    etcdMembers: input.etcdMembers,
    controllers: ['a', 'b', 'c', 'd', 'more'],
    glyphs,
    ...(input.font === undefined ? {} : { font: input.font }),
  });
  return stageFits(geometry) && geometry.nodesWidth >= 160;
}
