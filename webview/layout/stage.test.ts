// Nothing lies over anything: the stage's boxes and texts over states, widths and a font fifteen percent wider.
import { describe, expect, it } from 'vitest';
import * as written from '../dev/written.ts';
import type { Scene } from '../dev/scene.ts';
import { buildTrace } from '../store/build-trace.ts';
import { applyDelta, emptyPicture } from '../store/picture.ts';
import { createStageModeler, leastMapHeight } from '../views/stage-model.ts';
import { type Box, overlaps, textWidth } from './boxes.ts';
import { type Font, wideFont } from './font.ts';
import { layoutPanel } from './panel.ts';
import { stageFits } from './stage.ts';

const widths = [505, 620, 760, 1000, 1400];
const scenes: Readonly<Record<string, Scene>> = {
  ordinary: written.ordinary,
  three: written.threeEtcd,
  failure: written.failure,
  quorum: written.quorum,
  middle: written.middle,
};

function modelOf(scene: Scene, width: number, step: number, height = 900, font: Font = wideFont) {
  const { live, episode } = scene;
  if (live === undefined) {
    throw new Error('a scene with a picture');
  }
  const picture = applyDelta(emptyPicture, { ...live, reset: true });
  const trace = episode === undefined ? undefined : buildTrace(episode);
  const map = leastMapHeight(picture, width);
  const stageLeast = map === undefined ? undefined : map + 28;
  const panel = layoutPanel({ width, height, lanes: 10, past: step > 0, running: true, stageLeast });
  return createStageModeler()({
    picture,
    trace,
    step: Math.min(step, trace?.steps.length ?? 0),
    packet: false,
    width: panel.stageWidth,
    height: panel.stageHeight - 28,
    font,
  });
}

function named(boxes: readonly (readonly [string, Box])[]): readonly string[] {
  const found: string[] = [];
  for (let a = 0; a < boxes.length; a++) {
    for (let b = a + 1; b < boxes.length; b++) {
      const [nameA, boxA] = boxes[a] ?? ['', { x: 0, y: 0, w: 0, h: 0 }];
      const [nameB, boxB] = boxes[b] ?? ['', { x: 0, y: 0, w: 0, h: 0 }];
      if (overlaps(boxA, boxB)) {
        found.push(`${nameA} × ${nameB}`);
      }
    }
  }
  return found;
}

describe.each(Object.entries(scenes))('the stage of %s', (_name, scene) => {
  it.each(widths)('keeps its parts apart at %i px', (width) => {
    const { geometry } = modelOf(scene, width, 0);
    const parts: (readonly [string, Box])[] = [
      ['left', geometry.left],
      ['hub', geometry.hub],
      ...geometry.nodes.map((node) => [node.name, node] as const),
      ['tray', { x: geometry.nodesX, y: geometry.trayY, w: geometry.nodesWidth, h: geometry.trayHeight - 4 }],
    ];
    expect(named(parts)).toEqual([]);
    expect(overlaps(geometry.hub, geometry.etcd)).toBe(false);
    expect(stageFits(geometry)).toBe(true);
  });

  it.each(widths)('keeps hub texts apart at %i px, at every step, with a wide font', (width) => {
    for (const step of [0, 1, 4, 6, 10, 12]) {
      const { geometry, slots } = modelOf(scene, width, step);
      const boxes = slots.map((slot): readonly [string, Box] => {
        const w = (slot.idle ? 0 : 18) + (slot.text === '' ? 0 : wideFont.width(slot.text, 11, slot.current ? 'strong' : 'regular') + 4);
        return [
          `${slot.key} ${slot.text}`,
          { x: slot.side === 'left' ? geometry.hub.x + 8 : geometry.hub.x + geometry.hub.w - 8 - w, y: slot.y - 6, w, h: 12 },
        ];
      });
      // A number has to stand, also beside the hub's name; a text has not.
      const title = { x: geometry.hub.x + 8, y: 6, w: 20 + wideFont.width('API server', 13, 'strong'), h: 16 };
      expect(named(step === 0 ? [...boxes, ['the title', title]] : boxes)).toEqual([]);
    }
  });

  it.each(widths)('draws every control edge horizontally between a client and its port at %i px', (width) => {
    const { geometry, edges } = modelOf(scene, width, 12);
    for (const edge of edges) {
      expect(edge.y).toBeGreaterThan(geometry.hub.y);
      expect(edge.y).toBeLessThan(geometry.hub.y + geometry.hub.h);
    }
  });
});

describe.each([505, 620, 760, 900])('a low stacked panel of %i px', (width) => {
  it.each([700, 760, 815, 860])('at %i px of height keeps names, ports on the hub, and room for what was decided', (height) => {
    const picture = applyDelta(emptyPicture, { ...written.threeEtcd.live, reset: true } as never);
    const stageLeast = 28 + (leastMapHeight(picture, width) ?? 0);
    const panel = layoutPanel({ width, height, lanes: 10, past: true, running: true, stageLeast });
    const { geometry, level, edges } = modelOf(written.threeEtcd, width, 12, height);
    expect([level, stageFits(geometry)]).toEqual(['names', true]);
    // With half a line of text below the last of them.
    expect(edges.filter((edge) => edge.y + 8 > geometry.hub.h)).toEqual([]);
    expect(panel.stageHeight).toBeGreaterThanOrEqual(stageLeast);
    expect(panel.inspectorHeight).toBeGreaterThanOrEqual(height >= 815 ? 170 : 124);
  });
});

describe('ports of the same kind', () => {
  const usualFont: Font = { family: 'usual', width: (text, size, weight) => textWidth(text, size, weight === 'strong' ? 1.1 : 1) };
  const said = (scene: Scene, width: number, agent: string, font = wideFont) => {
    const { slots, edges } = modelOf(scene, width, 0, 900, font);
    const running = edges.filter((edge) => edge.key.startsWith(`${agent}/`) && !edge.broken);
    return running.map((edge) => slots.find((slot) => slot.key === edge.key)?.text ?? '');
  };

  it.each(widths)('say the same on each node, or all nothing, at %i px', (width) => {
    for (const scene of Object.values(scenes)) {
      expect(new Set(said(scene, width, 'kubelet')).size).toBeLessThanOrEqual(1);
      expect(new Set(said(scene, width, 'kube-proxy')).size).toBeLessThanOrEqual(1);
    }
  });

  it('leave the others their words where they have no room themselves', () => {
    const { slots } = modelOf(written.middle, 620, 0);
    expect(slots.filter((slot) => slot.side === 'right').map((slot) => slot.text)).toEqual([]);
    expect(slots.map((slot) => slot.text)).toContain('services, pods');
  });

  it.each(widths)('say something even where the hub is narrow: others give up their second word, at %i px', (width) => {
    expect(said(written.ordinary, width, 'kubelet', usualFont)).toEqual(
      Array.from({ length: 3 }, () => expect.stringMatching(/^(its )?pods$/)),
    );
    expect(said(written.ordinary, width, 'kube-proxy', usualFont)).toEqual(['slices', 'slices', 'slices']);
  });
});

describe('levels of detail', () => {
  it('shows names for few pods, glyphs for more, tiles for many', () => {
    expect(modelOf(written.ordinary, 1000, 0).level).toBe('names');
    expect(modelOf(written.middle, 1000, 0).level).toBe('glyphs');
    expect(modelOf(written.manyScene(50, 40), 1000, 0).level).toBe('tiles');
  });

  it('does not flicker: a level is left only with room to spare', () => {
    const model = createStageModeler();
    const at = (count: number) => {
      const scene = written.manyScene(3, count);
      const picture = applyDelta(emptyPicture, { ...(scene.live ?? written.ordinary.live), reset: true } as never);
      return model({ picture, trace: undefined, step: 0, packet: false, width: 704, height: 531, font: wideFont }).level;
    };
    expect([at(6), at(7), at(6), at(5)]).toEqual(['names', 'glyphs', 'glyphs', 'names']);
  });
});

describe('the silent control plane', () => {
  it('writes nothing beside ports of others while something is followed', () => {
    const { slots } = modelOf(written.ordinary, 1400, 6);
    expect(slots.every((slot) => !slot.idle)).toBe(true);
  });
});
