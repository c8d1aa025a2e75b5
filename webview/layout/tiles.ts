// The many-pods level: one cell per pod, columns chosen for the largest cell. Pointing at a cell is arithmetic, not a search.

export interface TilesInput {
  readonly width: number;
  readonly height: number;
  readonly nodeCount: number;
  /** Most pods on one node. */
  readonly mostPods: number;
}

export interface TilesGeometry {
  readonly width: number;
  readonly height: number;
  readonly wide: boolean;
  readonly left: number;
  readonly hubX: number;
  readonly hubWidth: number;
  readonly hubHeight: number;
  readonly gridX: number;
  readonly columns: number;
  readonly rows: number;
  /** Cells across and down in one node. */
  readonly across: number;
  readonly down: number;
  readonly cell: number;
  readonly nodeWidth: number;
  readonly nodeHeight: number;
  readonly gapX: number;
  readonly gapY: number;
  /** Nodes that do not fit even at the smallest cell. */
  readonly hiddenNodes: number;
}

const pad = 12;
export const tileLabelHeight = 16;
const minGapX = 10;
const minGapY = 8;
const minCell = 4;
const maxCell = 12;

interface Grid {
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  readonly across: number;
  readonly down: number;
}

export function layoutTiles(input: TilesInput): TilesGeometry {
  const wide = input.width >= 900;
  const left = wide ? 176 : input.width < 640 ? 116 : 140;
  const gap = wide ? 44 : 26;
  const hubWidth = 40;
  const hubX = pad + left + gap;
  const gridX = hubX + hubWidth + gap;
  const width = Math.max(80, input.width - gridX - pad);
  const height = Math.max(80, input.height - 16);
  const grid = chooseGrid(width, height, Math.max(1, input.nodeCount), Math.max(1, input.mostPods));
  const nodeWidth = grid.across * grid.cell;
  const nodeHeight = tileLabelHeight + grid.down * grid.cell;
  const gapX = grid.columns > 1 ? Math.min(72, Math.max(minGapX, Math.floor((width - nodeWidth * grid.columns) / (grid.columns - 1)))) : 0;
  const gapY = grid.rows > 1 ? Math.min(40, Math.max(minGapY, Math.floor((height - nodeHeight * grid.rows) / (grid.rows - 1)))) : 0;
  const fitting = Math.max(1, Math.floor((height + gapY) / (nodeHeight + gapY)));
  const shownRows = Math.min(grid.rows, fitting);
  return {
    width: input.width,
    height: input.height,
    wide,
    left,
    hubX,
    hubWidth,
    gridX,
    hubHeight: Math.max(240, shownRows * (nodeHeight + gapY) - gapY),
    columns: grid.columns,
    rows: shownRows,
    across: grid.across,
    down: grid.down,
    cell: grid.cell,
    nodeWidth,
    nodeHeight,
    gapX,
    gapY,
    hiddenNodes: Math.max(0, input.nodeCount - shownRows * grid.columns),
  };
}

/** The largest cell wins; rows of equal length win when their cell is at least 82 % of that. */
function chooseGrid(width: number, height: number, nodes: number, pods: number): Grid {
  let best: Grid | undefined;
  let even: Grid | undefined;
  const mostColumns = Math.min(nodes, Math.max(1, Math.floor((width + minGapX) / (2 * minCell + minGapX))));
  for (let columns = 1; columns <= mostColumns; columns++) {
    const rows = Math.ceil(nodes / columns);
    const grid = bestCell(width, height, columns, rows, pods);
    best = isBetter(grid, best, width, height) ? grid : best;
    if (nodes % columns === 0) {
      even = isBetter(grid, even, width, height) ? grid : even;
    }
  }
  const chosen = best !== undefined && even !== undefined && even.cell >= best.cell * 0.82 ? even : best;
  const grid = chosen !== undefined && chosen.cell >= minCell ? chosen : smallest(width, nodes, pods);
  return { ...grid, cell: Math.max(minCell, Math.min(maxCell, Math.floor(grid.cell * 2) / 2)) };
}

/** Too many even for the smallest cell: as many columns as fit, and the last nodes are left out. */
function smallest(width: number, nodes: number, pods: number): Grid {
  const across = Math.ceil(Math.sqrt(pods));
  const columns = Math.max(1, Math.floor((width + minGapX) / (across * minCell + minGapX)));
  return { cell: minCell, columns, rows: Math.ceil(nodes / columns), across, down: Math.ceil(pods / across) };
}

/** A larger cell is better; of equal ones, the grid whose gaps are alike in both directions. */
function isBetter(grid: Grid, than: Grid | undefined, width: number, height: number): boolean {
  if (than === undefined || grid.cell !== than.cell) {
    return than === undefined || grid.cell > than.cell;
  }
  const skew = (one: Grid) =>
    Math.abs(width / one.columns - one.across * one.cell - (height / one.rows - one.down * one.cell - tileLabelHeight));
  return skew(grid) < skew(than);
}

function bestCell(width: number, height: number, columns: number, rows: number, pods: number): Grid {
  let best: Grid = { cell: 0, columns, rows, across: 4, down: Math.ceil(pods / 4) };
  const nodeWidth = (width - (columns - 1) * minGapX) / columns;
  const nodeHeight = (height - (rows - 1) * minGapY) / rows - tileLabelHeight;
  for (let across = 2; across <= 16; across++) {
    const down = Math.ceil(pods / across);
    const cell = Math.min(nodeWidth / across, nodeHeight / down, maxCell);
    if (cell > best.cell || (cell === best.cell && Math.abs(across - down) < Math.abs(best.across - best.down))) {
      best = { cell, columns, rows, across, down };
    }
  }
  return best;
}

export function nodeCorner(geometry: TilesGeometry, index: number): { readonly x: number; readonly y: number } {
  const column = index % geometry.columns;
  const row = Math.floor(index / geometry.columns);
  return { x: geometry.gridX + column * (geometry.nodeWidth + geometry.gapX), y: row * (geometry.nodeHeight + geometry.gapY) };
}

/** What is under a point: a node, and the number of the pod in it, or -1 for its label. */
export function tileAt(geometry: TilesGeometry, x: number, y: number): { readonly node: number; readonly pod: number } | undefined {
  const column = Math.floor((x - geometry.gridX) / (geometry.nodeWidth + geometry.gapX));
  const row = Math.floor(y / (geometry.nodeHeight + geometry.gapY));
  if (column < 0 || column >= geometry.columns || row < 0 || row >= geometry.rows) {
    return undefined;
  }
  const innerX = x - geometry.gridX - column * (geometry.nodeWidth + geometry.gapX);
  const innerY = y - row * (geometry.nodeHeight + geometry.gapY);
  if (innerX > geometry.nodeWidth || innerY > geometry.nodeHeight) {
    return undefined;
  }
  const node = row * geometry.columns + column;
  if (innerY < tileLabelHeight) {
    return { node, pod: -1 };
  }
  return { node, pod: Math.floor((innerY - tileLabelHeight) / geometry.cell) * geometry.across + Math.floor(innerX / geometry.cell) };
}
