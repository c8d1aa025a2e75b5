// How much of Kubernetes 1.34 the lab has, row by row: from the registries, and from what says of itself that it is less.
import { kinds } from '../../api/registry.ts';
import { admissionPlugins } from '../admission/registry.ts';
import { NOT_SERVED } from './not-served.ts';
import { PROTOCOL_FEATURES } from './protocol-features.ts';
import { subresourceOf } from '../subresources/registry.ts';

export type CoverageState = 'faithful' | 'simplified' | 'absent';

export interface CoverageRow {
  readonly area: 'Kinds' | 'Subresources' | 'Admission' | 'Protocol';
  /** `apps/v1 Deployment`, `apps/v1 deployments/scale`, `LimitRanger`, `Server-side apply`. */
  readonly name: string;
  readonly state: CoverageState;
  /** What is left out, or why it is absent; empty where it is faithful. */
  readonly how: string;
  /** The test that holds a protocol feature. */
  readonly test?: string;
}

/** Every row, area by area, in the order of the registries. */
export function coverage(): readonly CoverageRow[] {
  return [
    ...kinds.map((kind): CoverageRow => row('Kinds', `${kind.apiVersion} ${kind.kind}`, kind.simplified)),
    ...kinds.flatMap((kind) =>
      kind.subresources.map((name) => row('Subresources', `${kind.apiVersion} ${kind.plural}/${name}`, subresourceOf(name)?.simplified)),
    ),
    ...admissionPlugins.map((plugin) => row('Admission', plugin.name, plugin.simplified)),
    ...PROTOCOL_FEATURES.map(({ name, simplified, test }) => ({ ...row('Protocol', name, simplified), test })),
    ...NOT_SERVED.map(({ area, name, why }): CoverageRow => ({ area, name, state: 'absent', how: why })),
  ];
}

function row(area: CoverageRow['area'], name: string, simplified: string | undefined): CoverageRow {
  return { area, name, state: simplified === undefined ? 'faithful' : 'simplified', how: simplified ?? '' };
}
