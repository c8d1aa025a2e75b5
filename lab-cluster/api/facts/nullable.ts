// Lists that Go prints as null when there are none, because their tags lack omitempty: null stays, and is not absence.

export const NULLABLE_FIELDS: ReadonlySet<string> = new Set([
  'CSINodeDriver.topologyKeys',
  'CSINodeSpec.drivers',
  'ClusterRole.rules',
  'EndpointSlice.ports',
  'LimitRangeSpec.limits',
  'ProjectedVolumeSource.sources',
  'Role.rules',
  'v2.HorizontalPodAutoscalerStatus.currentMetrics',
]);
