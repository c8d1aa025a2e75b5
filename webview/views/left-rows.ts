// Which rows the left column has: fixed ones, the controllers of the followed episode before the usual four, and a row for the rest.
import type { ComponentRow } from '../../lab-cluster/index.ts';
import type { Font } from '../layout/font.ts';
import { controllerTitle, type PlaceKind, placeOf } from '../store/places.ts';
import type { TraceModel } from '../store/trace-model.ts';
import { watchWord } from '../store/words.ts';

export interface LeftRow {
  readonly key: string;
  readonly label: string;
  readonly kind: PlaceKind;
  /** Indented, without an icon: a controller inside the manager. */
  readonly sub: boolean;
  /** Strands of its edge: requests, the open watch; empty for rows that are no client. */
  readonly strands: '' | 'r' | 'w' | 'rw';
  /** What it watches, as the hub writes it while nothing is followed. */
  readonly watches: string;
  readonly up: boolean;
  /** Name that `kill` and `restart` take; empty when it is no process of its own. */
  readonly process: string;
}

export const moreKey = 'more';
const shownControllers = 4;
const usual = ['deployment-controller', 'replicaset-controller', 'endpointslice-controller', 'node-lifecycle-controller'];
/** The rows under the manager when there are as many as there ever are. */
export const fullColumn: readonly string[] = [...usual, moreKey];

export function leftRows(
  components: readonly ComponentRow[],
  trace: TraceModel | undefined,
  width: number,
  font: Font,
): readonly LeftRow[] {
  // Indent, icon and the spaces around it.
  const room = width - 40;
  const fitting = (...labels: readonly string[]) => labels.find((label) => font.width(label, 12) <= room) ?? labels.at(-1) ?? '';
  const manager = components.find((row) => row.name === 'kube-controller-manager');
  const controllers = manager?.controllers ?? [];
  const shown = chooseControllers(
    controllers.map((controller) => controller.name),
    trace,
  );
  const rows: LeftRow[] = [
    { key: 'kubectl', label: 'You', kind: 'client', sub: false, strands: 'r', watches: '', up: true, process: '' },
    processRow(components, 'kube-scheduler', 'Scheduler', 'rw'),
    { ...processRow(components, 'kube-controller-manager', fitting('Controller manager', 'Controllers'), ''), watches: '' },
  ];
  for (const name of shown) {
    const watches = controllers.find((controller) => controller.name === name)?.watches ?? [];
    rows.push({
      key: name,
      label: controllerTitle(name),
      kind: 'controller',
      sub: true,
      strands: 'rw',
      watches: words(watches),
      up: manager?.up ?? true,
      process: '',
    });
  }
  const rest = controllers.length - shown.length;
  if (rest > 0) {
    rows.push({
      key: moreKey,
      label: `${rest} more`,
      kind: 'controller',
      sub: true,
      strands: '',
      watches: '',
      up: manager?.up ?? true,
      process: '',
    });
  }
  rows.push(processRow(components, 'cloud-controller-manager', fitting('Cloud controller mgr', 'Cloud controller', 'Cloud ctrl'), 'rw'));
  return rows;
}

function processRow(components: readonly ComponentRow[], name: string, label: string, strands: LeftRow['strands']): LeftRow {
  const row = components.find((component) => component.name === name);
  const watches = row?.watches.length ? row.watches : (row?.controllers.flatMap((controller) => controller.watches) ?? []);
  const first = preferred[name] ?? [];
  const ordered = [...first.filter((plural) => watches.includes(plural)), ...watches.filter((plural) => !first.includes(plural))];
  return { key: name, label, kind: placeOf(name).kind, sub: false, strands, watches: words(ordered), up: row?.up ?? true, process: name };
}

/** What each of these is there for, of all that it watches. */
const preferred: Readonly<Record<string, readonly string[]>> = {
  'kube-scheduler': ['pods', 'nodes'],
  'cloud-controller-manager': ['services', 'nodes'],
};

/** At most two of them: the hub has room for a few words on each side. */
function words(plurals: readonly string[]): string {
  const [first, second] = [...new Set(plurals)].map(watchWord);
  if (first === undefined) {
    return '';
  }
  return second !== undefined && first.length + second.length <= 14 ? `${first}, ${second}` : first;
}

/** Those that take part in the shown episode come first; the order on screen is that of the manager, so rows do not shuffle. */
function chooseControllers(all: readonly string[], trace: TraceModel | undefined): readonly string[] {
  const chosen = new Set<string>();
  const wishes = [...(trace?.steps.flatMap((step) => step.places) ?? []), ...usual, ...all];
  for (const name of wishes) {
    if (chosen.size < shownControllers && (all.includes(name) || (all.length === 0 && usual.includes(name)))) {
      chosen.add(name);
    }
  }
  const order = [...usual, ...all.filter((name) => !usual.includes(name))];
  return order.filter((name) => chosen.has(name));
}
