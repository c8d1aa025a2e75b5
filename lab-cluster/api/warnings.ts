// What the API server accepts but warns of: what concerns every kind, and every template of pods; then what the kind says.
import { goQuote } from './field-errors.ts';
import type { Kind } from './kind.ts';
import type { KubeObject } from './object.ts';
import type { PodTemplateSpec } from './pod-spec.ts';
import { warningsOfPod } from './pod-warnings.ts';

/** Where kinds keep their templates. */
interface Templated {
  readonly template?: PodTemplateSpec;
  readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
}

/** Sentences for the Warning header, for an object that has been defaulted. */
export function warningsOf(kind: Pick<Kind, 'kind' | 'warnings'>, object: KubeObject): readonly string[] {
  const warnings: string[] = [];
  for (const finalizer of object.metadata.finalizers ?? []) {
    if (!finalizer.includes('/') && kind.kind !== 'Namespace') {
      warnings.push(
        `metadata.finalizers: ${goQuote(finalizer)}: prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers`,
      );
    }
  }
  const { spec } = object as KubeObject & { readonly spec?: Templated };
  const jobTemplate = spec?.jobTemplate?.spec?.template;
  if (spec?.template !== undefined) warnings.push(...warningsOfPod('spec.template.', spec.template));
  else if (jobTemplate !== undefined) warnings.push(...warningsOfPod('spec.jobTemplate.spec.template.', jobTemplate));
  if (kind.warnings !== undefined) warnings.push(...kind.warnings(object));
  return warnings;
}
