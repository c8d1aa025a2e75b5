// Names at the left of the trace fit, and still tell things apart.
import { describe, expect, it } from 'vitest';
import { wideFont } from './font.ts';
import { laneLabel, titleLines } from './trace-names.ts';

const room = 116;
const fits = (text: string) => wideFont.width(text, 11) <= room;

describe('names at the left of the trace', () => {
  it('break a title into two lines between words', () => {
    expect(titleLines('apply Deployment web', room, wideFont)).toEqual(['apply Deployment', 'web']);
    expect(titleLines('kill kubelet/node-1', 2 * room, wideFont)).toEqual(['kill kubelet/node-1']);
  });

  it('keep the end of a long name, which tells it from its siblings', () => {
    const lines = titleLines('delete Pod web-7dc896cb6f-826nl', room, wideFont);
    expect(lines[0]).toBe('delete Pod');
    expect(lines[1]).toMatch(/^web-7.*…826nl$/);
    expect(lines.every(fits)).toBe(true);
  });

  it('give up what kind of lane it is before its name', () => {
    expect(laneLabel('Scheduler', room, wideFont)).toBe('Scheduler');
    expect(laneLabel('Node lifecycle ctrl', room, wideFont)).toBe('Node lifecycle');
    expect(fits(laneLabel('Cloud: Cloud node lifecycle', room, wideFont))).toBe(true);
  });
});
