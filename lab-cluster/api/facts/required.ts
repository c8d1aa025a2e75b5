// Fields that objects of these types cannot do without, where the schema does not say so, and the other way round.
// For completion and hover; the server's own refusal comes from validation.

/** Refused when absent, though the schema calls them optional. */
export const REALLY_REQUIRED: ReadonlySet<string> = new Set([
  'ConfigMapVolumeSource.name',
  'Container.image',
  'ExecAction.command',
  'ObjectMeta.name',
  'PodTemplateSpec.spec',
  'SecretVolumeSource.secretName',
]);

/** Accepted when absent, though the schema calls them required: Go fills in an empty value. */
export const NOT_REALLY_REQUIRED: ReadonlySet<string> = new Set([
  'EndpointSlice.endpoints',
  'Event.metadata',
  'TopologySpreadConstraint.whenUnsatisfiable',
]);
