// Pieces that several descriptions share: labels, times, conditions, events. They follow what kubectl prints. Pure.
import type { Condition } from '../../lab-cluster/index.ts';
import type { KubeEvent, LabelSelector } from './shapes.ts';

export type Lines = string[];

export function indent(level: number): string {
  return '  '.repeat(level);
}

/** `Labels:\ta=b` and one more line per further entry. */
export function mapLines(title: string, map: Readonly<Record<string, string>> | undefined, separator = '='): Lines {
  const entries = Object.entries(map ?? {}).filter(([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration');
  if (entries.length === 0) return [`${title}:\t<none>`];
  return entries.sort(byKey).map(([key, value], index) => {
    const text = separator === '=' ? `${key}=${value}` : annotationText(key, value);
    return `${index === 0 ? `${title}:` : ''}\t${text}`;
  });
}

/** Long or many-lined values begin on their own line. */
function annotationText(key: string, value: string): string {
  if (value.length + key.length + 2 <= 140 && !value.includes('\n')) return `${key}: ${value}`;
  return `${key}:\n\t  ${value.trim().replaceAll('\n', '\n\t  ').slice(0, 140)}`;
}

function byKey(a: readonly [string, string], b: readonly [string, string]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}

export function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {}).sort(byKey);
  return entries.length === 0 ? '<none>' : entries.map(([key, value]) => `${key}=${value}`).join(',');
}

export function selectorText(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${(values ?? []).join(',')})`;
  });
  const all = [...labels, ...expressions].sort();
  return all.length === 0 ? '<none>' : all.join(',');
}

/** `Fri, 20 Nov 2026 12:17:23 +0000`. */
export function dateText(time: string | undefined): string {
  if (time === undefined) return '<unset>';
  const text = new Date(Date.parse(time)).toUTCString();
  return text.replace('GMT', '+0000');
}

/** Models duration.HumanDuration of k8s.io/apimachinery: fewer digits the longer it is. */
export function ageText(seconds: number): string {
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${Math.floor(seconds)}s`;
  const parts = (value: number, unit: string, rest: number, restUnit: string): string =>
    `${value}${unit}${rest === 0 ? '' : `${rest}${restUnit}`}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return parts(minutes, 'm', Math.floor(seconds) % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return parts(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  return hours < 192 ? parts(days, 'd', hours % 24, 'h') : `${days}d`;
}

export function conditionLines(conditions: readonly Condition[] | undefined, withReason: boolean): Lines {
  if (conditions === undefined || conditions.length === 0) return [];
  const head = withReason ? ['Conditions:', '  Type\tStatus\tReason', '  ----\t------\t------'] : ['Conditions:', '  Type\tStatus'];
  return [
    ...head,
    ...conditions.map(({ type, status, reason }) => (withReason ? `  ${type} \t${status}\t${reason ?? ''}` : `  ${type} \t${status} `)),
  ];
}

export function eventLines(events: readonly KubeEvent[], nowMs: number): Lines {
  if (events.length === 0) return ['Events:\t<none>'];
  const lines = ['Events:', '  Type\tReason\tAge\tFrom\tMessage', '  ----\t------\t----\t----\t-------'];
  const sorted = [...events].sort((a, b) => (lastSeen(a) < lastSeen(b) ? -1 : lastSeen(a) > lastSeen(b) ? 1 : 0));
  for (const event of sorted) {
    const source = event.source?.component ?? event.reportingComponent ?? '';
    lines.push(`  ${event.type ?? ''}\t${event.reason ?? ''}\t${eventAge(event, nowMs)}\t${source}\t${(event.message ?? '').trim()}`);
  }
  return lines;
}

function lastSeen(event: KubeEvent): string {
  return event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
}

function eventAge(event: KubeEvent, nowMs: number): string {
  const since = (time: string): string => ageText((nowMs - Date.parse(time)) / 1000);
  const count = event.series?.count ?? event.count ?? 1;
  const first = event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  return count > 1 ? `${since(lastSeen(event))} (x${count} over ${since(first)})` : since(lastSeen(event));
}
