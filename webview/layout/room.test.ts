// What gives way when there is little room: node headers, transport, the line above the map, the words beside loops.
import { describe, expect, it } from 'vitest';
import { createFont, wideFont } from './font.ts';
import { loopWord } from './loop-word.ts';
import { gaugesOf } from './node-header.ts';
import { headParts } from './stage-head.ts';
import { transportParts } from './transport.ts';

const widths = Array.from({ length: 120 }, (_, index) => 340 + index * 10);

describe('a node header', () => {
  const gauges = (width: number, state = '') => gaugesOf({ width, name: 'node-1', state, wide: true, font: wideFont });

  it('gives up percentages, then the line, then memory, then cpu', () => {
    const order = Array.from({ length: 60 }, (_, index) => gauges(400 - index * 6));
    expect([...new Set(order)]).toEqual(['percents', 'beside', 'stacked', 'cpu', 'none']);
  });

  it('gives its room to the state of a node that is not simply ready', () => {
    expect(gauges(165)).toBe('stacked');
    expect(gauges(165, 'Ready, no scheduling')).toBe('none');
  });
});

describe('the transport', () => {
  it('keeps the clock, the buttons and the menu at every width', () => {
    expect(transportParts(300, wideFont)).toEqual({
      segments: false,
      longStand: false,
      bookmark: false,
      revision: false,
      skip: false,
      textView: false,
    });
    expect(Object.values(transportParts(1400, wideFont))).not.toContain(false);
  });

  it('has never less in a wider panel', () => {
    const kept = widths.map((width) => Object.values(transportParts(width, wideFont)).filter(Boolean).length);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
  });
});

describe('the line above the map', () => {
  const namespaces = ['shop', 'kube-system', 'logging'];

  it('gives up responses before watch events, and the packet never', () => {
    const marks = ['request', 'response', 'watch event', 'packet'] as const;
    expect(headParts(1000, namespaces, marks, wideFont).legend).toEqual(marks);
    expect(headParts(480, namespaces, marks, wideFont).legend).toEqual(['request', 'watch event', 'packet']);
    expect(headParts(200, namespaces, marks, wideFont).legend).toEqual(['packet']);
  });

  it('leaves the room that others take', () => {
    expect(headParts(505, namespaces, [], wideFont, 300).namespaces).toBeLessThan(3);
  });
});

describe('the word beside a loop', () => {
  const loop = { desired: 4, actual: 3, reason: '1 crashing', kind: 'Deployment' };

  it('is the reason, then what is missing, then the bare number', () => {
    expect(loopWord(loop, 200, wideFont)).toBe('1 crashing');
    expect(loopWord(loop, 120, wideFont)).toBe('1 to go');
    expect(loopWord(loop, 100, wideFont)).toBe('\u22121');
  });

  it('is the kind of a closed loop, if there is room for it', () => {
    expect(loopWord({ ...loop, actual: 4 }, 200, wideFont)).toBe('Deployment');
    expect(loopWord({ ...loop, actual: 4 }, 100, wideFont)).toBe('');
  });
});

it('asks for the width of each character once', () => {
  const asked: string[] = [];
  const font = createFont('test', (char) => asked.push(char) && 50);
  expect(font.width('aab', 10)).toBe(15);
  expect(font.width('ba', 20)).toBe(20);
  expect(asked).toEqual(['a', 'b']);
});
