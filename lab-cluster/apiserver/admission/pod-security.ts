// PodSecurity: pods must be as safe as their namespace asks; templates that will make unsafe pods are warned of.
// Models k8s.io/pod-security-admission/admission and plugin/pkg/admission/security/podsecurity.
import { forbiddenStatus, invalidStatus } from '../../api/errors.ts';
import { printFieldErrors } from '../../api/field-errors.ts';
import { type Namespace, namespaces } from '../../api/kinds/namespace.ts';
import { type Pod, pods } from '../../api/kinds/pod.ts';
import { controllerOf, type KubeObject } from '../../api/object.ts';
import type { PodSpec, PodTemplateSpec } from '../../api/pods/pod-spec.ts';
import { erased } from '../../api/registry.ts';
import type { Status } from '../../api/status.ts';
import { everything } from '../storage/matcher.ts';
import { registryKey } from '../storage/registry-key.ts';
import { evaluatePod, printFindings, printReasons } from './pod-security/evaluate.ts';
import { annotationKey, isSame, isStricter, type LevelVersion, policyOf, printLevel } from './pod-security/policy.ts';
import type { AdmissionEnv, AdmissionPlugin, AdmissionRequest } from './plugin.ts';

const kind = erased(namespaces);
const podKind = erased(pods);
/** More pods than these are not looked at when a namespace becomes stricter. */
const MAX_PODS = 3000;
const IGNORED_SUBRESOURCES = new Set(['exec', 'attach', 'binding', 'eviction', 'log', 'portforward', 'proxy', 'status']);
const CONTROLLERS = new Set([
  'replicationcontrollers',
  'podtemplates',
  'replicasets.apps',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'cronjobs.batch',
]);

export const podSecurity: AdmissionPlugin = {
  name: 'PodSecurity',
  handles: ({ operation, kind: { resource }, subresource }) => {
    if (operation !== 'CREATE' && operation !== 'UPDATE') return false;
    if (resource === 'pods') return subresource === undefined || !IGNORED_SUBRESOURCES.has(subresource);
    return subresource === undefined && (resource === 'namespaces' || CONTROLLERS.has(resource));
  },
  validate: (request, env) => {
    if (request.kind.resource === 'namespaces') return validateNamespace(request, env);
    const { cache } = env;
    const labels = cache.get(kind, registryKey(kind, undefined, request.namespace ?? ''))?.metadata.labels;
    const { policy, errors } = policyOf(labels);
    const { enforce, audit, warn } = policy;
    const isPod = request.kind.resource === 'pods';
    const open = audit.level === 'privileged' && warn.level === 'privileged' && (!isPod || enforce.level === 'privileged');
    if (errors.length === 0 && open) {
      if (isPod) request.annotate(annotationKey('enforce-policy'), 'privileged:latest');
      return undefined;
    }
    const judged = isPod ? (request.object as Pod) : templateOf(request.object);
    if (judged === undefined) return undefined;
    if (isPod && request.oldObject !== undefined && !isSignificant(request.object as Pod, request.oldObject as Pod)) return undefined;
    if (errors.length > 0) request.annotate(annotationKey('error'), `Failed to parse policy: ${printFieldErrors(errors)}`);
    return judge(request, judged, isPod ? enforce : undefined, audit, warn);
  },
};

type Judged = Pick<PodTemplateSpec, 'metadata' | 'spec'>;

function judge(
  request: AdmissionRequest,
  { metadata, spec }: Judged,
  enforce: LevelVersion | undefined,
  audit: LevelVersion,
  warn: LevelVersion,
): Status | undefined {
  const found = (level: LevelVersion): string => printFindings(evaluatePod(level, spec, metadata?.annotations));
  const audited = found(audit);
  if (audited !== '') request.annotate(annotationKey('audit-violations'), `would violate PodSecurity "${printLevel(audit)}": ${audited}`);
  if (enforce !== undefined) {
    request.annotate(annotationKey('enforce-policy'), printLevel(enforce));
    const broken = found(enforce);
    if (broken !== '') return forbiddenStatus(request.kind, request.name, `violates PodSecurity "${printLevel(enforce)}": ${broken}`);
  }
  const warned = found(warn);
  if (warned !== '') request.warn(`would violate PodSecurity "${printLevel(warn)}": ${warned}`);
  return undefined;
}

/** The pods a workload will make. */
function templateOf(object: KubeObject): Judged | undefined {
  const { spec, template } = object as KubeObject & {
    readonly template?: PodTemplateSpec;
    readonly spec?: {
      readonly template?: PodTemplateSpec;
      readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
    };
  };
  const found = template ?? spec?.template ?? spec?.jobTemplate?.spec?.template;
  return found?.spec === undefined ? undefined : found;
}

/** Of a pod that exists only images can change, and ephemeral containers come. */
function isSignificant(pod: Pod, old: Pod): boolean {
  const images = ({ containers, initContainers }: PodSpec): readonly string[] =>
    [...containers, ...(initContainers ?? [])].map((container) => container.image ?? '');
  const next = images(pod.spec);
  const before = images(old.spec);
  if (next.length !== before.length || next.some((image, index) => image !== before[index])) return true;
  const known = new Map((old.spec.ephemeralContainers ?? []).map((container) => [container.name, container.image]));
  return (pod.spec.ephemeralContainers ?? []).some((container) => known.get(container.name) !== container.image);
}

function validateNamespace(request: AdmissionRequest, env: AdmissionEnv): Status | undefined {
  const { policy, errors } = policyOf(request.object.metadata.labels);
  const refused = errors.length === 0 ? undefined : invalidStatus(request.kind, request.name, errors);
  if (request.operation === 'CREATE') return refused;
  const before = policyOf((request.oldObject as Namespace).metadata.labels);
  // Labels that were wrong already may stay so.
  if (refused !== undefined && printFieldErrors(errors) !== printFieldErrors(before.errors)) return refused;
  const { enforce } = policy;
  const old = before.policy.enforce;
  if (isSame(enforce, old) || enforce.level === 'privileged') return undefined;
  if (enforce.version === old.version && !isStricter(enforce.level, old.level)) return undefined;
  for (const warning of warningsOfPods(request.name, enforce, env)) request.warn(warning);
  return undefined;
}

/** Which pods that are there already would not be let in any more. Models EvaluatePodsInNamespace. */
function warningsOfPods(namespace: string, enforce: LevelVersion, { cache }: AdmissionEnv): readonly string[] {
  const present = oneOfEachFirst(cache.of(podKind).list(namespace, everything) as Pod[]);
  const checked = present.slice(0, MAX_PODS);
  const found = new Map<string, string[]>();
  for (const { metadata, spec } of checked) {
    const reasons = printReasons(evaluatePod(enforce, spec, metadata.annotations));
    if (reasons !== '') found.set(reasons, [...(found.get(reasons) ?? []), metadata.name]);
  }
  const warnings: string[] = [];
  if (checked.length < present.length) {
    warnings.push(`new PodSecurity enforce level only checked against the first ${checked.length} of ${present.length} existing pods`);
  }
  if (found.size === 0) return warnings;
  warnings.push(`existing pods in namespace "${namespace}" violate the new PodSecurity enforce level "${printLevel(enforce)}"`);
  const lines = [...found].map(([reasons, names]) => {
    const [first] = [...names].sort();
    const others = names.length - 1;
    return others === 0 ? `${first}: ${reasons}` : `${first} (and ${others} other ${others === 1 ? 'pod' : 'pods'}): ${reasons}`;
  });
  return [...warnings, ...lines.sort()];
}

/** Replicas of one controller are alike: one of each comes first. */
function oneOfEachFirst(all: readonly Pod[]): readonly Pod[] {
  const seen = new Set<string>();
  const later: Pod[] = [];
  const first = all.filter((pod) => {
    const owner = controllerOf(pod)?.uid;
    if (owner === undefined || !seen.has(owner)) {
      if (owner !== undefined) seen.add(owner);
      return true;
    }
    later.push(pod);
    return false;
  });
  return [...first, ...later];
}
