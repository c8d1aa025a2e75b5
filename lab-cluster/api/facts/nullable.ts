// Lists that Go prints as null when there are none, because their tags lack omitempty: null stays, and is not absence.

export const NULLABLE_FIELDS: ReadonlySet<string> = new Set([
  'ClusterRole.rules',
  'ProjectedVolumeSource.sources',
  'Role.rules',
  'v2.HorizontalPodAutoscalerStatus.currentMetrics',
]);
