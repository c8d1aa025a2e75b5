// What the server accepts of workloads but warns of. Models the WarningsOnCreate and WarningsOnUpdate of
// pkg/registry/{apps,batch,core} and pkg/api/job. `previous` is what an update replaces: templates are looked at again only
// when the wish has changed, and names are said once.
import { TEMPLATE_GENERATION } from '../defaults/daemon-set.ts';
import { warningsOfClaimSpec } from './claim-warnings.ts';
import type { CronJob } from '../kinds/cron-job.ts';
import type { DaemonSet } from '../kinds/daemon-set.ts';
import type { Job, JobSpec } from '../kinds/job.ts';
import type { Pod } from '../kinds/pod.ts';
import type { PodTemplate } from '../kinds/pod-template.ts';
import type { StatefulSet } from '../kinds/stateful-set.ts';
import { warningsOfIp } from '../ip.ts';
import { dns1123Label } from '../names.ts';
import type { KubeObject } from '../object.ts';
import type { PodTemplateSpec } from '../pods/pod-spec.ts';
import { warningsOfPod } from './pod-warnings.ts';

const MANY_COMPLETIONS = 100_000;
const MANY_AT_ONCE = 10_000;

/** Humans seldom change pods and kubelets often do, so nothing is said of updates. */
export function warningsOfNewPod(pod: Pod, previous?: Pod): readonly string[] {
  if (previous !== undefined) return [];
  return [...warningsOfName(pod, "the Pod's hostname"), ...warningsOfPod('', pod)];
}

export function warningsOfPodStatus({ status }: Pod): readonly string[] {
  const { podIPs = [], hostIPs = [] } = status;
  return [
    ...podIPs.flatMap(({ ip }, index) => warningsOfIp(`status.podIPs[${index}].ip`, ip)),
    ...hostIPs.flatMap(({ ip }, index) => warningsOfIp(`status.hostIPs[${index}].ip`, ip)),
  ];
}

/** Deployments, ReplicaSets, ReplicationControllers. */
export function warningsOfReplicas(
  object: KubeObject & { readonly spec: { readonly template?: PodTemplateSpec } },
  previous?: KubeObject,
): readonly string[] {
  return [...warningsOfNewName(object, previous), ...warningsOfTemplate('spec.template', object.spec.template, isSame(object, previous))];
}

export function warningsOfPodTemplate(object: PodTemplate, previous?: PodTemplate): readonly string[] {
  return warningsOfTemplate('template', object.template, isSame(object, previous));
}

export function warningsOfDaemonSet(set: DaemonSet, previous?: DaemonSet): readonly string[] {
  const [generation, before] = [set, previous].map((one) => one?.metadata.annotations?.[TEMPLATE_GENERATION]);
  return warningsOfTemplate('spec.template', set.spec.template, previous !== undefined && generation === before);
}

export function warningsOfStatefulSet(set: StatefulSet, previous?: StatefulSet): readonly string[] {
  const { template, volumeClaimTemplates = [], revisionHistoryLimit = 0 } = set.spec;
  const warnings = [...warningsOfTemplate('spec.template', template, isSame(set, previous))];
  // The path is upstream's, in both its forms.
  const inside = previous === undefined ? '' : '.Spec';
  for (const [index, { spec }] of volumeClaimTemplates.entries())
    warnings.push(...warningsOfClaimSpec(`spec.volumeClaimTemplates[${index}]${inside}`, spec ?? {}));
  if (revisionHistoryLimit < 0)
    warnings.push('spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended');
  return warnings;
}

export function warningsOfJob(job: Job, previous?: Job): readonly string[] {
  return [...warningsOfNewName(job, previous), ...warningsOfJobSpec('spec', job.spec, isSame(job, previous))];
}

export function warningsOfCronJob(cronJob: CronJob, previous?: CronJob): readonly string[] {
  const { jobTemplate, schedule } = cronJob.spec;
  const warnings = [
    ...warningsOfNewName(cronJob, previous),
    ...warningsOfJobSpec('spec.jobTemplate.spec', jobTemplate.spec, isSame(cronJob, previous)),
  ];
  // Only what was stored before such schedules were refused can get here. The path is upstream's.
  if (previous !== undefined && schedule.includes('TZ')) {
    const page = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/';
    warnings.push(`cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see ${page} for more details`);
  }
  return warnings;
}

function warningsOfJobSpec(
  at: string,
  { completionMode, completions = 0, parallelism = 0, template }: JobSpec,
  same: boolean,
): readonly string[] {
  if (same) return [];
  const isHuge = completionMode === 'Indexed' && completions > MANY_COMPLETIONS && parallelism > MANY_AT_ONCE;
  const huge =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [...(isHuge ? [`${at}: ${huge}`] : []), ...warningsOfTemplate(`${at}.template`, template, false)];
}

function warningsOfTemplate(at: string, template: PodTemplateSpec | undefined, same: boolean): readonly string[] {
  return same || template === undefined ? [] : warningsOfPod(`${at}.`, template);
}

function isSame(object: KubeObject, previous: KubeObject | undefined): boolean {
  return previous !== undefined && object.metadata.generation === previous.metadata.generation;
}

function warningsOfNewName(object: KubeObject, previous: KubeObject | undefined): readonly string[] {
  return previous === undefined ? warningsOfName(object, 'Pod names and hostnames') : [];
}

/** Pods are called after what makes them, and their hosts after them. */
function warningsOfName({ metadata }: KubeObject, where: string): readonly string[] {
  const problems = dns1123Label(metadata.name ?? '');
  if (problems.length === 0) return [];
  return [
    `metadata.name: this is used in ${where}, which can result in surprising behavior; a DNS label is recommended: [${problems.join(' ')}]`,
  ];
}
