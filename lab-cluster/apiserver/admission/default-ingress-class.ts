// DefaultIngressClass: an Ingress that names no class gets the one that is marked as default.
// Models plugin/pkg/admission/network/defaultingressclass.
import { forbiddenStatus } from '../../api/errors.ts';
import { type IngressClass, ingressClasses } from '../../api/kinds/ingress-class.ts';
import type { Ingress } from '../../api/kinds/ingress.ts';
import { erased } from '../../api/registry.ts';
import { writable } from '../../api/writable.ts';
import { type AdmissionPlugin, creates } from './plugin.ts';

const kind = erased(ingressClasses);
const IS_DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
/** How classes were named before there was a field for it. */
const OLD_CLASS = 'kubernetes.io/ingress.class';

export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  handles: (request) => creates(request, 'ingresses'),
  mutate: ({ kind: named, name, object }, { cache }) => {
    const { metadata, spec } = object as Ingress;
    if (spec.ingressClassName !== undefined || metadata.annotations?.[OLD_CLASS] !== undefined) return undefined;
    const marked = cache.of(kind).list(undefined, (one) => one.metadata.annotations?.[IS_DEFAULT] === 'true') as IngressClass[];
    if (marked.length > 1) {
      const why = `Internal error occurred: ${marked.length} default IngressClasses were found, only 1 allowed`;
      return forbiddenStatus(named, name, why);
    }
    const [only] = marked;
    if (only !== undefined) writable(spec).ingressClassName = only.metadata.name;
    return undefined;
  },
};
