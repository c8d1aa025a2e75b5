// The grid of the panel: which rows and columns there are at a width and height. Widths are those of the panel, not of the screen.
import { clamp } from './boxes.ts';

export interface PanelInput {
  readonly width: number;
  readonly height: number;
  readonly lanes: number;
  readonly past: boolean;
  /** What the stage needs at least, where that can be told; a low stacked panel gives it no more. */
  readonly stageLeast?: number | undefined;
  /** The inspector tells a packet's way, hop by hop, while the control plane is silent and the trace short. */
  readonly packet?: boolean;
  /** False for the empty and loading states, which have neither loops nor trace. */
  readonly running: boolean;
}

export interface PanelLayout {
  /** Inspector at the side, else below. */
  readonly side: boolean;
  readonly inspectorWidth: number;
  readonly stageWidth: number;
  readonly stageHeight: number;
  readonly pastHeight: number;
  readonly loopsHeight: number;
  readonly traceHeight: number;
  /** Height of the inspector when it is below; 0 at the side. */
  readonly inspectorHeight: number;
  readonly columns: string;
  readonly rows: string;
}

const transportHeight = 36;
/** What the map has as long as it needs no more, and no less. */
const usualStage = 400;
const mostStageNeed = 420;
/** What was seen, decided and written can be read without scrolling; the least is a last resort. */
const inspector = { least: 124, fair: 196, most: 264 };
const trace = { least: 116, fair: 140, most: 200 };

export function layoutPanel(input: PanelInput): PanelLayout {
  const { width, height } = input;
  const side = width >= 920;
  const inspectorWidth = side ? (width >= 1280 ? 360 : 296) : width;
  const stageWidth = side ? width - inspectorWidth : width;
  const pastHeight = input.past ? 36 : 0;
  if (!input.running) {
    const inspectorHeight = side ? 0 : 260;
    const stageHeight = Math.max(200, height - transportHeight - inspectorHeight);
    return {
      side,
      inspectorWidth,
      stageWidth,
      stageHeight,
      pastHeight: 0,
      loopsHeight: 0,
      traceHeight: 0,
      inspectorHeight,
      columns: side ? `${stageWidth}px ${inspectorWidth}px` : `${width}px`,
      rows: side ? `${transportHeight}px ${stageHeight}px` : `${transportHeight}px ${stageHeight}px ${inspectorHeight}px`,
    };
  }
  const loopsHeight = 40;
  const fixed = transportHeight + pastHeight + loopsHeight;
  const { stageHeight, traceHeight, inspectorHeight } = side ? besideRows(input, fixed) : stackedRows(input, fixed);
  const rows = [
    transportHeight,
    ...(pastHeight > 0 ? [pastHeight] : []),
    stageHeight,
    loopsHeight,
    traceHeight,
    ...(side ? [] : [inspectorHeight]),
  ];
  return {
    side,
    inspectorWidth,
    stageWidth,
    stageHeight,
    pastHeight,
    loopsHeight,
    traceHeight,
    inspectorHeight,
    columns: side ? `${stageWidth}px ${inspectorWidth}px` : `${width}px`,
    rows: rows.map((row) => `${row}px`).join(' '),
  };
}

interface Rows {
  readonly stageHeight: number;
  readonly traceHeight: number;
  readonly inspectorHeight: number;
}

const leastLanes = 3;

function besideRows(input: PanelInput, fixed: number): Rows {
  const traceHeight = Math.min(input.height >= 880 ? 236 : 216, 56 + Math.max(leastLanes, input.lanes) * 18);
  return { traceHeight, stageHeight: Math.max(200, input.height - fixed - traceHeight), inspectorHeight: 0 };
}

/**
 * Where not all of it fits, the map first gives up what it does not need, then the trace what it can scroll, until the inspector
 * has a fair part; for less than its least, the trace gives up more. What is selected or followed has no say: nothing jumps.
 */
function stackedRows(input: PanelInput, fixed: number): Rows {
  const room = input.height - fixed;
  const wanted = Math.floor(Math.min(trace.most, 56 + Math.max(leastLanes, input.lanes) * 14.4));
  const least = Math.min(input.stageLeast ?? usualStage, mostStageNeed);
  let stageHeight = Math.max(usualStage, least);
  let traceHeight = wanted;
  const fair = input.packet === true ? inspector.most : inspector.fair;
  const lack = (wish: number) => Math.max(0, wish - (room - stageHeight - traceHeight));
  stageHeight -= Math.min(lack(fair), stageHeight - least);
  traceHeight -= Math.min(lack(fair), Math.max(0, wanted - trace.fair));
  traceHeight -= Math.min(lack(inspector.least), Math.max(0, traceHeight - trace.least));
  const inspectorHeight = clamp(inspector.least, room - stageHeight - traceHeight, inspector.most);
  return { traceHeight, inspectorHeight, stageHeight: Math.max(stageHeight, room - traceHeight - inspectorHeight) };
}
