// DefaultIngressClass: an Ingress that names no class gets the default one, the newest where several are marked.
// Models plugin/pkg/admission/network/defaultingressclass.
import { ingressClasses } from '../../api/kinds/ingress-class.ts';
import type { Ingress } from '../../api/kinds/ingress.ts';
import { erased } from '../../api/registry.ts';
import { writable } from '../../api/writable.ts';
import { newestOf } from './newest.ts';
import { type AdmissionPlugin, creates } from './plugin.ts';

const kind = erased(ingressClasses);
const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
/** How classes were named before there was a field for it. */
const OLD_CLASS = 'kubernetes.io/ingress.class';

export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  handles: (request) => creates(request, 'ingresses'),
  mutate: ({ object }, { cache }) => {
    const { metadata, spec } = object as Ingress;
    if (spec.ingressClassName !== undefined || metadata.annotations?.[OLD_CLASS] !== undefined) return undefined;
    const found = newestOf(cache.of(kind).list(undefined, (one) => one.metadata.annotations?.[IS_DEFAULT] === 'true'));
    if (found !== undefined) writable(spec).ingressClassName = found.metadata.name;
    return undefined;
  },
};
