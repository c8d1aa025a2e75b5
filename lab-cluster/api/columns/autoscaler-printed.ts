// What an autoscaler measures and aims at, as kubectl prints it: `cpu: 12%/50%`. Models printers formatHPAMetrics.
import { NONE } from './columns.ts';
import type { AutoscalerSpec, AutoscalerStatus, MetricSpec, MetricStatus, MetricTarget } from '../kinds/horizontal-pod-autoscaler.ts';

const SHOWN = 2;
const UNKNOWN = '<unknown>';
const NIL = '<nil>';

export function printedMetrics({ metrics = [] }: AutoscalerSpec, status: AutoscalerStatus): string {
  if (metrics.length === 0) return NONE;
  const printed = metrics.map((spec, index) => printedMetric(spec, status.currentMetrics?.[index]));
  const text = printed.slice(0, SHOWN).join(', ');
  return printed.length > SHOWN ? `${text} + ${printed.length - SHOWN} more...` : text;
}

function printedMetric(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return printedValue(spec.external?.target, status?.external);
    case 'Object':
      return printedValue(spec.object?.target, status?.object);
    case 'Pods':
      return `${held(status?.pods, 'averageValue')}/${spec.pods?.target.averageValue ?? NIL}`;
    case 'Resource':
      return `${spec.resource?.name}: ${printedUsage(spec.resource?.target, status?.resource)}`;
    case 'ContainerResource':
      return `${spec.containerResource?.name}: ${printedUsage(spec.containerResource?.target, status?.containerResource)}`;
    default:
      return '<unknown type>';
  }
}

interface Measured {
  readonly current: MetricTarget;
}

function printedValue(target: MetricTarget | undefined, measured: Measured | undefined): string {
  if (target?.averageValue !== undefined) return `${measured?.current.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${held(measured, 'value')}/${target?.value ?? NIL}`;
}

function printedUsage(target: MetricTarget | undefined, measured: Measured | undefined): string {
  if (target?.averageValue !== undefined) return `${held(measured, 'averageValue')}/${target.averageValue}`;
  const used = measured?.current.averageUtilization;
  return `${used === undefined ? UNKNOWN : `${used}%`}/${target?.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`;
}

/** Where something was measured, but not this, upstream prints the pointer to nothing. */
function held(measured: Measured | undefined, what: 'value' | 'averageValue'): string {
  return measured === undefined ? UNKNOWN : (measured.current[what] ?? NIL);
}
