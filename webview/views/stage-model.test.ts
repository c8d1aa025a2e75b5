// What the stage shows of processes that are down: their own link is cut, and with the API server all are.
import { describe, expect, it } from 'vitest';
import { components } from '../dev/rows.ts';
import { ordinary } from '../dev/written.ts';
import { wideFont } from '../layout/font.ts';
import { applyDelta, emptyPicture } from '../store/picture.ts';
import { createStageModeler } from './stage-model.ts';

function stageWithout(...down: readonly string[]) {
  const { live } = ordinary;
  if (live === undefined) {
    throw new Error('a scene with a picture');
  }
  const rows = components(
    live.nodes.map((node) => node.name),
    down,
  );
  const picture = applyDelta(emptyPicture, { ...live, components: rows, reset: true });
  return createStageModeler()({ picture, trace: undefined, step: 0, packet: false, width: 700, height: 500, font: wideFont });
}

describe('the stage', () => {
  it('cuts no link while everything is up', () => {
    const model = stageWithout();
    expect(model.edges.length).toBeGreaterThan(8);
    expect(model.edges.filter((edge) => edge.broken)).toEqual([]);
    expect(model.hubDown).toBe(false);
  });

  it('says at its port which client is down', () => {
    const model = stageWithout('kube-scheduler', 'kubelet/node-2');
    expect(model.edges.filter((edge) => edge.broken).map((edge) => edge.key)).toEqual(['kube-scheduler', 'kubelet/node-2']);
    expect(model.slots.filter((slot) => slot.text === 'down').map((slot) => slot.key)).toEqual(['kube-scheduler', 'kubelet/node-2']);
  });

  it('cuts every link when the API server is down, and claims nothing of who watches what', () => {
    const model = stageWithout('kube-apiserver');
    expect(model.hubDown).toBe(true);
    expect(model.edges.every((edge) => edge.broken)).toBe(true);
    expect(model.slots).toEqual([]);
  });
});
