// What the stage shows, computed from the state and the size of the stage: level, geometry, edges, hub texts, nodes.
import type { ComponentRow, NodeRow, PodRow } from '../../lab-cluster/index.ts';
import { chooseLevel, type Level, maxNamedPods } from '../layout/level.ts';
import type { Font } from '../layout/font.ts';
import { placeSlots, type Slot, type SlotWish } from '../layout/slots.ts';
import { columnsOf, layoutStage, leastStageHeight, type NodeBox, type StageGeometry, type StageInput } from '../layout/stage.ts';
import { keepEqual, memo } from '../store/memo.ts';
import { type Lit, type LitPath, litPath, nothingLit } from '../store/path.ts';
import { type Picture, podsOn } from '../store/picture.ts';
import type { Step, TraceModel } from '../store/trace-model.ts';
import { shortKind, watchWord } from '../store/words.ts';
import { fullColumn, leftRows, type LeftRow, moreKey } from './left-rows.ts';

export interface Edge {
  readonly key: string;
  readonly side: 'left' | 'right';
  readonly y: number;
  readonly strands: 'r' | 'w' | 'rw';
  readonly lit: Lit | undefined;
  /** Cut in the middle: one of its ends is down. */
  readonly broken: boolean;
}

export interface NodeModel {
  readonly row: NodeRow;
  readonly pods: readonly PodRow[];
  readonly box: NodeBox;
  /** State of kube-proxy, kubelet and runtime: '' idle, 'lit', 'cur'; separated by commas, so that equal ones are the same value. */
  readonly agents: string;
  readonly down: boolean;
}

export interface StageModel {
  readonly font: Font;
  readonly level: Level;
  readonly geometry: StageGeometry;
  readonly rows: readonly LeftRow[];
  readonly path: LitPath;
  readonly edges: readonly Edge[];
  readonly slots: readonly Slot[];
  readonly nodes: readonly NodeModel[];
  readonly pending: readonly PodRow[];
  /** The current step's number, or 0. */
  readonly step: number;
  /** Number beside the line to etcd, or 0. */
  readonly etcdStep: number;
  readonly etcdCurrent: boolean;
  readonly quorumLost: boolean;
  /** The API server is down, and with it every link there is. */
  readonly hubDown: boolean;
  /** The newest shown step at a place. */
  lastAt(place: string): Step | undefined;
}

export interface StageModelInput {
  readonly picture: Picture;
  readonly trace: TraceModel | undefined;
  /** Current step of the followed trace; 0 when nothing is followed. */
  readonly step: number;
  /** A packet is shown: the control plane keeps silent. */
  readonly packet: boolean;
  readonly width: number;
  readonly height: number;
  readonly font: Font;
}

/** Keeps geometry identical while its inputs are, so that nodes are not drawn again. */
export function createStageModeler() {
  const keepInput = keepEqual<StageInput>();
  const layoutOnce = memo(layoutStage);
  const layout = (size: StageInput) => layoutOnce(keepInput(size));
  const boxes = new Map<string, (box: NodeBox) => NodeBox>();
  let before: Level | undefined;

  function keepBox(box: NodeBox): NodeBox {
    let keep = boxes.get(box.name);
    if (keep === undefined) {
      keep = keepEqual<NodeBox>();
      boxes.set(box.name, keep);
    }
    return keep(box);
  }

  return (input: StageModelInput): StageModel => {
    const { picture, width, height, font } = input;
    const sizes = picture.nodes.map((node) => ({ name: node.name, pods: podsOn(picture, node.name).length }));
    const level = chooseLevel({ width, height, nodes: sizes, etcdMembers: picture.etcd.length, font, before });
    before = level;
    const rows = leftRows(picture.components, input.trace, columnsOf(width).left, font);
    const controllers = rows.filter((row) => row.sub).map((row) => row.key);
    const shownSizes = level === 'tiles' ? [] : sizes;
    const geometry = layout({
      width,
      height,
      nodes: shownSizes,
      etcdMembers: picture.etcd.length,
      controllers,
      glyphs: level === 'glyphs',
      font,
    });
    return assemble(input, level, geometry, rows, keepBox);
  };
}

/** What the map of this picture needs; undefined where its pods have no names, since those use what there is. */
export function leastMapHeight(picture: Picture, width: number): number | undefined {
  const nodes = picture.nodes.map((row) => ({ name: row.name, pods: podsOn(picture, row.name).length }));
  const isNamed = nodes.every((node) => node.pods <= maxNamedPods);
  return isNamed ? leastStageHeight({ width, nodes, etcdMembers: picture.etcd.length, controllers: fullColumn }) : undefined;
}

function assemble(
  input: StageModelInput,
  level: Level,
  geometry: StageGeometry,
  rows: readonly LeftRow[],
  keepBox: (box: NodeBox) => NodeBox,
): StageModel {
  const { picture, trace, step } = input;
  const keys = new Set(rows.map((row) => row.key));
  const hasMore = keys.has(moreKey);
  const reroute = (place: string) => (hasMore && !keys.has(place) && place.endsWith('controller') ? moreKey : place);
  const path = trace === undefined || step === 0 ? nothingLit : litPath(trace, step, reroute);
  const alive = aliveness(picture.components);
  const nodes = geometry.nodes.flatMap((box, index): NodeModel[] => {
    const row = picture.nodes[index];
    return row === undefined
      ? []
      : [{ row, pods: podsOn(picture, row.name), box: keepBox(box), agents: agentStates(path, row.name), down: row.ready !== 'True' }];
  });
  const hubDown = !alive('kube-apiserver');
  const edges = [...leftEdges(rows, geometry, path), ...nodes.flatMap((node) => nodeEdges(node, path, alive))].map((edge) =>
    hubDown ? { ...edge, broken: true } : edge,
  );
  const etcd = path.get('etcd');
  const members = picture.etcd;
  const down = members.filter((member) => member.role === 'down').length;
  return {
    font: input.font,
    level,
    geometry,
    rows,
    path,
    edges,
    nodes,
    slots: hubDown ? [] : placeSlots(wishes(edges, rows, picture.components, step > 0 || input.packet), geometry.hub.w, input.font),
    pending: podsOn(picture, ''),
    step,
    etcdStep: etcd?.steps.at(-1) ?? 0,
    etcdCurrent: etcd?.current ?? false,
    lastAt: (place) => trace?.steps.findLast((candidate) => (step === 0 || candidate.number <= step) && candidate.places.includes(place)),
    hubDown,
    quorumLost: members.length > 0 && (members.length - down) * 2 <= members.length,
  };
}

function aliveness(components: readonly ComponentRow[]): (name: string) => boolean {
  const down = new Set(components.filter((row) => !row.up).map((row) => row.name));
  return (name) => !down.has(name);
}

function leftEdges(rows: readonly LeftRow[], geometry: StageGeometry, path: LitPath): readonly Edge[] {
  return rows.flatMap((row): Edge[] => {
    const lit = path.get(row.key);
    const strands = row.strands === '' && lit !== undefined && row.key === moreKey ? 'rw' : row.strands;
    const y = geometry.leftY.get(row.key);
    return strands === '' || y === undefined ? [] : [{ key: row.key, side: 'left', y, strands, lit, broken: !row.up }];
  });
}

function nodeEdges(node: NodeModel, path: LitPath, alive: (name: string) => boolean): readonly Edge[] {
  const proxy = `kube-proxy/${node.row.name}`;
  const kubelet = `kubelet/${node.row.name}`;
  return [
    { key: proxy, side: 'right', y: node.box.proxyY, strands: 'w', lit: path.get(proxy), broken: !alive(proxy) },
    { key: kubelet, side: 'right', y: node.box.kubeletY, strands: 'rw', lit: path.get(kubelet), broken: !alive(kubelet) },
  ];
}

function agentStates(path: LitPath, node: string): string {
  return ['kube-proxy', 'kubelet', 'containerd']
    .map((agent) => {
      const lit = path.get(`${agent}/${node}`);
      return lit === undefined ? '' : lit.current ? 'cur' : 'lit';
    })
    .join(',');
}

/** A port without its client says so. While something is followed others are silent; else each says what its client watches. */
function wishes(
  edges: readonly Edge[],
  rows: readonly LeftRow[],
  components: readonly ComponentRow[],
  silent: boolean,
): readonly SlotWish[] {
  return edges.flatMap((edge): SlotWish[] => {
    const { lit, key, side, y } = edge;
    if (lit !== undefined && (lit.action !== '' || lit.current)) {
      return [{ key, side, y, step: lit.steps.at(-1) ?? 0, text: lit.action, current: lit.current, fan: lit.fan, idle: false }];
    }
    if (edge.broken) {
      return [{ key, side, y, step: 0, text: 'down', current: false, fan: false, idle: true, broken: true }];
    }
    if (silent) {
      return [];
    }
    const text = side === 'left' ? (rows.find((row) => row.key === key)?.watches ?? '') : agentWatches(key, components);
    const short = text === kubeletWatches ? 'pods' : text.slice(0, Math.max(0, text.indexOf(',')));
    const idle = { key, side, y, step: 0, text, current: false, fan: false, idle: true } as const;
    return text === '' ? [] : [short === '' ? idle : { ...idle, short }];
  });
}

const kubeletWatches = 'its pods';

function agentWatches(key: string, components: readonly ComponentRow[]): string {
  if (key.startsWith('kubelet/')) {
    return kubeletWatches;
  }
  const watches = components.find((row) => row.name === key)?.watches ?? [];
  const slices = watches.find((plural) => plural === 'endpointslices');
  const first = slices ?? watches[0];
  return first === undefined ? '' : first.length > 10 ? `${shortKind(first)}s` : watchWord(first);
}
