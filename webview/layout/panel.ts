// The grid of the panel: which rows and columns there are at a width and height. Widths are those of the panel, not of the screen.
import { clamp } from './boxes.ts';

export interface PanelInput {
  readonly width: number;
  readonly height: number;
  readonly lanes: number;
  readonly past: boolean;
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
const minStage = 400;
const leastInspector = 124;
const leastTrace = 116;

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
  const lanes = Math.max(3, input.lanes);
  // Where not all of it fits, the trace gives way first: its lanes can be scrolled.
  const wanted = side ? Math.min(height >= 880 ? 236 : 216, 56 + lanes * 18) : Math.floor(Math.min(200, 56 + lanes * 14.4));
  const missing = side ? 0 : transportHeight + pastHeight + loopsHeight + wanted + minStage + leastInspector - height;
  const traceHeight = wanted - clamp(0, missing, Math.max(0, wanted - leastTrace));
  const fixed = transportHeight + pastHeight + loopsHeight + traceHeight;
  const inspectorHeight = side ? 0 : clamp(leastInspector, height - fixed - minStage - 4, 264);
  const stageHeight = Math.max(side ? 200 : minStage, height - fixed - inspectorHeight);
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
