// A pod held against a level of the Pod Security Standards in one of its versions.
// Models k8s.io/pod-security-admission/policy registry.go.
import type { PodSpec } from '../../../api/pods/pod-spec.ts';
import { baselineChecks } from './baseline.ts';
import type { Check, CheckPod, Finding } from './check.ts';
import type { LevelVersion } from './policy.ts';
import { restrictedChecks } from './restricted.ts';

/** The version of this server: later rules are not known. */
const NEWEST = 34;

const chosen = new Map<string, readonly CheckPod[]>();

/** What the pod breaks, in the order of the standards; nothing when it may be. */
export function evaluatePod(
  { level, version }: LevelVersion,
  spec: PodSpec,
  annotations: Readonly<Record<string, string>> | undefined,
): readonly Finding[] {
  if (level === 'privileged') return [];
  const minor = version === 'latest' ? NEWEST : Math.min(version, NEWEST);
  const key = `${level}:${minor}`;
  let checks = chosen.get(key);
  if (checks === undefined) {
    checks = checksOf(level, minor);
    chosen.set(key, checks);
  }
  return checks.map((check) => check(spec, annotations ?? {})).filter((finding) => finding !== undefined);
}

function checksOf(level: 'baseline' | 'restricted', minor: number): readonly CheckPod[] {
  const at = ({ since }: Check): CheckPod | undefined => since.findLast(([from]) => from <= minor)?.[1];
  const restricted = level === 'restricted' ? restrictedChecks.filter((check) => at(check) !== undefined) : [];
  const overridden = new Set(restricted.map((check) => check.overrides));
  const all = [...baselineChecks.filter((check) => !overridden.has(check.id)), ...restricted];
  return all.map(at).filter((check) => check !== undefined);
}

/** `host namespaces (hostNetwork=true), privileged (…)`. */
export function printFindings(findings: readonly Finding[]): string {
  return findings.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
}

export function printReasons(findings: readonly Finding[]): string {
  return findings.map(({ reason }) => reason).join(', ');
}
