// What an autoscaler measures and aims at, as kubectl prints it: `cpu: 12%/50%`. Models printers formatHPAMetrics.
import { NONE } from './columns.ts';
import type { AutoscalerSpec, AutoscalerStatus, MetricSpec, MetricStatus, MetricTarget } from '../kinds/horizontal-pod-autoscaler.ts';

const SHOWN = 2;
const UNKNOWN = '<unknown>';

export function printedMetrics({ metrics = [] }: AutoscalerSpec, status: AutoscalerStatus): string {
  if (metrics.length === 0) return NONE;
  const printed = metrics.map((spec, index) => printedMetric(spec, status.currentMetrics?.[index]));
  const text = printed.slice(0, SHOWN).join(', ');
  return printed.length > SHOWN ? `${text} + ${printed.length - SHOWN} more...` : text;
}

function printedMetric(spec: MetricSpec, status: MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return printedValue(spec.external?.target, status?.external?.current);
    case 'Object':
      return printedValue(spec.object?.target, status?.object?.current);
    case 'Pods':
      return `${status?.pods?.current.averageValue ?? UNKNOWN}/${spec.pods?.target.averageValue ?? ''}`;
    case 'Resource':
      return `${spec.resource?.name}: ${printedUsage(spec.resource?.target, status?.resource?.current)}`;
    case 'ContainerResource':
      return `${spec.containerResource?.name}: ${printedUsage(spec.containerResource?.target, status?.containerResource?.current)}`;
    default:
      return '<unknown type>';
  }
}

function printedValue(target: MetricTarget | undefined, current: MetricTarget | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${current === undefined ? UNKNOWN : (current.value ?? '0')}/${target?.value ?? ''}`;
}

function printedUsage(target: MetricTarget | undefined, current: MetricTarget | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue}`;
  const used = current?.averageUtilization === undefined ? UNKNOWN : `${current.averageUtilization}%`;
  return `${used}/${target?.averageUtilization === undefined ? '<auto>' : `${target.averageUtilization}%`}`;
}
