// Geometry of the stage: the hub as a backplane, left rows, etcd under it, nodes to its right. Every control edge is horizontal.
import { type Box, clamp } from './boxes.ts';
import { type Font, wideFont } from './font.ts';

export interface StageInput {
  readonly width: number;
  readonly height: number;
  /** Pods of each node, in drawing order. */
  readonly nodes: readonly { readonly name: string; readonly pods: number }[];
  readonly etcdMembers: number;
  /** Keys of the left rows under the manager, the "more" row last if there is one. */
  readonly controllers: readonly string[];
  /** Glyphs instead of names. */
  readonly glyphs: boolean;
  readonly font?: Font;
}

export interface NodeBox extends Box {
  readonly name: string;
  /** Where the ports of its agents face; absent when the strip is folded away. */
  readonly proxyY: number;
  readonly kubeletY: number;
  readonly runtimeY: number;
}

/** Client and load balancer in the line above the map, where a slim stage has no column for them. Heights are the map's. */
export interface HeadOutside {
  readonly form: 'head';
  readonly y: number;
  readonly clientX: number;
  readonly clientW: number;
  readonly balancerX: number;
  readonly balancerW: number;
  readonly trunkX: number;
  readonly innerX: number;
}

export interface ColumnOutside {
  readonly form: 'column';
  readonly x: number;
  readonly w: number;
  readonly cx: number;
  readonly clientY: number;
  readonly balancerY: number;
  /** The trunk every node hangs on, and the inner line of a packet between nodes. */
  readonly trunkX: number;
  readonly innerX: number;
}

export interface StageGeometry {
  readonly width: number;
  readonly height: number;
  readonly wide: boolean;
  readonly slim: boolean;
  readonly left: Box;
  readonly hub: Box;
  readonly region: Box;
  readonly etcd: Box;
  readonly etcdRow: number;
  readonly etcdCells: number;
  readonly rowHeight: number;
  readonly leftRow: number;
  /** Middle of each left row by place. */
  readonly leftY: ReadonlyMap<string, number>;
  readonly nodesX: number;
  readonly nodesWidth: number;
  readonly nodesEnd: number;
  readonly strip: number;
  /** Where pods begin, from the left of their node. */
  readonly podX: number;
  /** Glyph level with nodes too low for three agent rows: the strip has no words. */
  readonly compact: boolean;
  readonly nodes: readonly NodeBox[];
  /** The line between a node's agents and its pods, from the left of the node: what stands on either side is of its own kind. */
  readonly dividerX: number;
  readonly trayY: number;
  readonly trayHeight: number;
  readonly outside: HeadOutside | ColumnOutside;
}

export const glyphCell = 16;
const pad = 12;
const headHeight = 26;
const nodeFoot = 6;
const hubToEtcd = 14;
const leastRow = 16;
/** kube-proxy, kubelet and runtime; where there is room a node keeps a row to spare, so that a pod more moves nothing. */
const agentRows = 3;
const usualRows = 4;
/** Where the rows of the control plane begin. */
const leftTop = 60 + 26;
const leastLeftRow = 20;
/** Heading and reason; in a slim stage the pods have a line of their own between them, if there is room for it. */
const trayHeights = { usual: 34, slim: 50 };

export function columnsOf(width: number) {
  const wide = width >= 900;
  const slim = width < 640;
  return {
    wide,
    slim,
    left: wide ? 184 : slim ? 128 : 152,
    gap: wide ? 60 : slim ? 24 : 32,
    hub: wide ? 192 : slim ? 132 : 156,
    gutter: wide ? 36 : slim ? 4 : 20,
    outside: wide ? 88 : slim ? 0 : 56,
    strip: wide ? 88 : 66,
    podGap: slim ? 7 : 12,
    tray: slim ? trayHeights.slim : trayHeights.usual,
  };
}

export function layoutStage(input: StageInput): StageGeometry {
  const { width, height } = input;
  const columns = columnsOf(width);
  const hubX = pad + columns.left + columns.gap;
  const hubEnd = hubX + columns.hub;
  const nodesX = hubEnd + columns.gap;
  const outsideX = width - pad - columns.outside;
  const nodesEnd = outsideX - columns.gutter;
  const nodesWidth = Math.max(96, nodesEnd - nodesX);
  const bottom = height - 8;
  const words = Math.ceil((input.font ?? wideFont).width('kube-proxy', 11));
  const strip = Math.max(columns.slim ? 0 : columns.strip, words + 8);
  const nodeLayout = layoutNodes(input, { bottom, tray: columns.tray, x: nodesX, w: nodesWidth, podX: strip + columns.podGap });
  const trayY = nodeLayout.end + (height < 400 ? 4 : 8);
  const etcdRow = clamp(16, nodeLayout.rowHeight, 22);
  const etcdHeight = Math.max(1, input.etcdMembers) * etcdRow + 8;
  const etcd: Box = { x: pad, y: bottom - 4 - etcdHeight, w: hubEnd - pad, h: etcdHeight };
  const left = layoutLeft(input, etcd.y);
  const first = nodeLayout.nodes[0];
  const second = nodeLayout.nodes[1];
  return {
    width,
    height,
    wide: columns.wide,
    slim: columns.slim,
    left: { x: pad, y: 0, w: columns.left, h: bottom },
    hub: { x: hubX, y: 0, w: columns.hub, h: etcd.y - hubToEtcd },
    region: { x: pad, y: 60, w: hubEnd - pad, h: bottom - 60 },
    etcd,
    etcdRow,
    etcdCells: columns.wide ? 14 : 10,
    rowHeight: nodeLayout.rowHeight,
    leftRow: left.row,
    leftY: left.y,
    nodesX,
    nodesWidth,
    nodesEnd,
    strip: nodeLayout.compact ? 8 : strip,
    podX: (nodeLayout.compact ? 8 : strip) + columns.podGap,
    dividerX: strip + Math.floor(columns.podGap / 2) - (columns.slim ? 0 : 1),
    compact: nodeLayout.compact,
    nodes: nodeLayout.nodes,
    trayY,
    trayHeight: trayY + columns.tray - 8 <= height ? columns.tray : trayHeights.usual,
    outside:
      columns.outside === 0
        ? headOutside(width, nodesEnd, input.font ?? wideFont)
        : {
            form: 'column',
            x: outsideX,
            w: columns.outside,
            cx: outsideX + columns.outside / 2,
            clientY: (first?.y ?? 0) + 2,
            balancerY: Math.max((second?.y ?? 128) + 12, (first?.y ?? 0) + 108),
            trunkX: nodesEnd + Math.round(columns.gutter * 0.7),
            innerX: nodesEnd + Math.round(columns.gutter * 0.3),
          },
  };
}

/** The trunk of a slim stage runs in its right margin. */
function headOutside(width: number, nodesEnd: number, font: Font): HeadOutside {
  const mark = (label: string) => 20 + Math.ceil(font.width(label, 11));
  const balancerW = mark('Load balancer');
  const clientW = mark('Internet client');
  const balancerX = width - 20 - balancerW;
  return {
    form: 'head',
    y: -14,
    clientX: balancerX - 32 - clientW,
    clientW,
    balancerX,
    balancerW,
    trunkX: nodesEnd + 11,
    innerX: nodesEnd + 5,
  };
}

interface NodeRows {
  readonly nodes: readonly NodeBox[];
  readonly rowHeight: number;
  readonly compact: boolean;
  readonly end: number;
}

interface NodeArea {
  readonly bottom: number;
  readonly tray: number;
  readonly x: number;
  readonly w: number;
  readonly podX: number;
}

/** Glyphs give up the words of the agent strip before they give up being told apart. */
function layoutNodes(input: StageInput, area: NodeArea): NodeRows {
  const { bottom, tray, x, w, podX } = area;
  const gap = input.height < 400 ? 8 : 12;
  const room = bottom - tray - 6 - Math.max(0, input.nodes.length - 1) * gap;
  if (!input.glyphs) {
    const rowsWith = (least: number) => input.nodes.reduce((sum, node) => sum + Math.max(least, node.pods), 0);
    const rowsRoom = room - input.nodes.length * (headHeight + nodeFoot);
    const least = rowsWith(usualRows) * leastRow <= rowsRoom ? usualRows : agentRows;
    const rowHeight = clamp(leastRow, Math.floor(rowsRoom / Math.max(1, rowsWith(least))), 24);
    return stack(input, { x, w, gap, rowHeight, compact: false, body: (pods) => Math.max(least, pods) * rowHeight });
  }
  const perNode = room / Math.max(1, input.nodes.length);
  const rowHeight = clamp(leastRow, Math.floor((perNode - headHeight - nodeFoot) / agentRows), 20);
  const whole = stack(input, {
    x,
    w,
    gap,
    rowHeight,
    compact: false,
    body: (pods) => Math.max(agentRows * rowHeight, glyphRows(pods, w - podX - 6) * glyphCell),
  });
  return whole.end <= bottom - tray
    ? whole
    : stack(input, { x, w, gap, rowHeight: 12, compact: true, body: (pods) => glyphRows(pods, w - 22) * glyphCell });
}

interface Stacking {
  readonly x: number;
  readonly w: number;
  readonly gap: number;
  readonly rowHeight: number;
  readonly compact: boolean;
  readonly body: (pods: number) => number;
}

function stack(input: StageInput, how: Stacking): NodeRows {
  const { x, w, gap, rowHeight, compact } = how;
  const nodes: NodeBox[] = [];
  let y = 0;
  for (const { name, pods } of input.nodes) {
    const h = headHeight + how.body(pods) + (compact ? 4 : nodeFoot);
    const top = y + (compact ? 4 : headHeight);
    nodes.push({
      name,
      x,
      y,
      w,
      h,
      proxyY: top + rowHeight * 0.5,
      kubeletY: top + rowHeight * 1.5,
      runtimeY: top + rowHeight * (compact ? 1.5 : 2.5),
    });
    y += h + gap;
  }
  return { nodes, rowHeight, compact, end: Math.max(0, y - gap) };
}

/** Rows that glyphs take when groups are kept 8 px apart; an upper estimate, since groups may wrap early. */
function glyphRows(pods: number, width: number): number {
  const columns = Math.max(1, Math.floor((width - 16) / glyphCell));
  return Math.max(1, Math.ceil(pods / columns));
}

function layoutLeft(input: StageInput, etcdY: number) {
  const rows = ['kube-scheduler', 'kube-controller-manager', ...input.controllers, 'cloud-controller-manager'];
  const row = clamp(leastLeftRow, Math.floor((etcdY - hubToEtcd - leftTop - 16) / rows.length), 30);
  const y = new Map<string, number>([['kubectl', 38]]);
  let at = leftTop;
  for (const key of rows) {
    at += key === 'kube-controller-manager' || key === 'cloud-controller-manager' ? 8 : 0;
    y.set(key, at + row / 2);
    at += row;
  }
  return { row, y };
}

/** The least height in which nodes with names, the left column beside them and the hub between have what they need. */
export function leastStageHeight(input: Pick<StageInput, 'width' | 'nodes' | 'etcdMembers' | 'controllers'>): number {
  const { nodes } = input;
  const rowsOf = (pods: number) => Math.max(agentRows, pods);
  const rows = nodes.reduce((sum, node) => sum + rowsOf(node.pods), 0);
  const boxes = rows * leastRow + nodes.length * (headHeight + nodeFoot) + Math.max(0, nodes.length - 1) * 8;
  const belowHub = hubToEtcd + Math.max(1, input.etcdMembers) * leastRow + 8 + 12;
  // The last kubelet's port has to lie on the hub.
  const lastPort = boxes - nodeFoot - (rowsOf(nodes.at(-1)?.pods ?? 0) - 2) * leastRow;
  const left = leftTop + 16 + (input.controllers.length + 3) * leastLeftRow;
  return Math.max(boxes + 8 + columnsOf(input.width).tray, lastPort + belowHub, left + belowHub);
}

/** Whether everything has the room it needs at this level. */
export function stageFits(geometry: StageGeometry): boolean {
  return geometry.trayY + geometry.trayHeight - 8 <= geometry.height;
}
