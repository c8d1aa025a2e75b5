// The panel's rows: all of them fit wherever they can, and the trace is the first to give way.
import { describe, expect, it } from 'vitest';
import { layoutPanel } from './panel.ts';

function heightOf(rows: string): number {
  return rows.split(' ').reduce((sum, row) => sum + Number.parseFloat(row), 0);
}

describe('the rows of a stacked panel', () => {
  it.each([752, 815, 900, 1100])('fit into %i px, with the past bar too', (height) => {
    for (const past of [false, true]) {
      const panel = layoutPanel({ width: 510, height, lanes: 12, past, running: true });
      expect(heightOf(panel.rows)).toBe(height);
      expect(panel.stageHeight).toBeGreaterThanOrEqual(400);
      expect(panel.inspectorHeight).toBeGreaterThanOrEqual(124);
    }
  });

  it('take from the trace only what is missing', () => {
    const trace = (height: number) => layoutPanel({ width: 510, height, lanes: 12, past: true, running: true }).traceHeight;
    expect([trace(1000), trace(890), trace(826), trace(600)]).toEqual([200, 182, 140, 116]);
  });

  it('take from a map what it does not need before they take from the trace', () => {
    const rows = (height: number) => {
      const panel = layoutPanel({ width: 510, height, lanes: 12, past: true, running: true, stageLeast: 356 });
      return [panel.stageHeight, panel.traceHeight, panel.inspectorHeight];
    };
    expect([rows(908), rows(880), rows(864), rows(815)]).toEqual([
      [400, 200, 196],
      [372, 200, 196],
      [356, 200, 196],
      [356, 151, 196],
    ]);
  });

  it('give most of what can be spared to the way of a packet', () => {
    const rows = (packet: boolean) => {
      const panel = layoutPanel({ width: 510, height: 779, lanes: 5, past: false, running: true, stageLeast: 356, packet });
      return [panel.stageHeight, panel.traceHeight, panel.inspectorHeight];
    };
    expect([rows(false), rows(true)]).toEqual([
      [379, 128, 196],
      [356, 128, 219],
    ]);
  });

  it('do not depend on whether the past is shown, as far as the inspector goes', () => {
    const inspector = (past: boolean) =>
      layoutPanel({ width: 510, height: 852, lanes: 12, past, running: true, stageLeast: 356 }).inspectorHeight;
    expect(inspector(true)).toBe(inspector(false));
  });
});
