// What a namespace's labels say of pods' safety: a level and a version for refusing, for auditing and for warning.
// Models k8s.io/pod-security-admission/api.
import type { FieldError } from '../../../api/field.ts';
import { invalid } from '../../../api/field-errors.ts';

const LEVELS = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof LEVELS)[number];

export interface LevelVersion {
  readonly level: Level;
  /** The minor version of the rules, or the newest. */
  readonly version: number | 'latest';
}

export interface Policy {
  readonly enforce: LevelVersion;
  readonly audit: LevelVersion;
  readonly warn: LevelVersion;
}

const PREFIX = 'pod-security.kubernetes.io/';
const OPEN: LevelVersion = { level: 'privileged', version: 'latest' };
/** Without a configuration file nothing is asked of anybody. */
const DEFAULTS: Policy = { enforce: OPEN, audit: OPEN, warn: OPEN };

export function annotationKey(name: 'enforce-policy' | 'audit-violations' | 'error'): string {
  return PREFIX + name;
}

interface ReadPolicy {
  readonly policy: Policy;
  readonly errors: readonly FieldError[];
}

const UNLABELLED: ReadPolicy = { policy: DEFAULTS, errors: [] };
/** Labels of stored objects never change, and every pod asks for those of its namespace. */
const policies = new WeakMap<Readonly<Record<string, string>>, ReadPolicy>();

/** A policy always, and what is wrong with the labels. Models PolicyToEvaluate. */
export function policyOf(labels: Readonly<Record<string, string>> | undefined): ReadPolicy {
  if (labels === undefined) return UNLABELLED;
  let known = policies.get(labels);
  if (known === undefined) policies.set(labels, (known = readPolicy(labels)));
  return known;
}

function readPolicy(labels: Readonly<Record<string, string>>): ReadPolicy {
  const errors: FieldError[] = [];
  const read = (mode: 'enforce' | 'audit' | 'warn', fallback: Level): LevelVersion => {
    const level = labels[PREFIX + mode];
    const version = labels[`${PREFIX}${mode}-version`];
    const known = level === undefined || isLevel(level);
    if (!known) errors.push(invalid(`metadata.labels[${PREFIX}${mode}]`, level, `must be one of ${LEVELS.join(', ')}`));
    const number = version === undefined ? 'latest' : versionOf(version);
    if (number === undefined) errors.push(invalid(`metadata.labels[${PREFIX}${mode}-version]`, version, 'must be "latest" or "v1.x"'));
    return { level: level === undefined ? 'privileged' : isLevel(level) ? level : fallback, version: number ?? 'latest' };
  };
  const enforce = read('enforce', 'restricted');
  const audit = read('audit', 'privileged');
  const warn = read('warn', 'privileged');
  // Who enforces is warned as well, for pods that controllers will make only later.
  const follows =
    labels[`${PREFIX}warn`] === undefined && isLevel(labels[`${PREFIX}enforce`] ?? '') && isStricter(enforce.level, warn.level);
  if (!follows) return { policy: { enforce, audit, warn }, errors };
  const version = labels[`${PREFIX}warn-version`] === undefined ? enforce.version : warn.version;
  return { policy: { enforce, audit, warn: { level: enforce.level, version } }, errors };
}

function isLevel(text: string): text is Level {
  return (LEVELS as readonly string[]).includes(text);
}

function versionOf(text: string): number | 'latest' | undefined {
  if (text === 'latest') return 'latest';
  const match = /^v1\.(\d|[1-9]\d*)$/.exec(text);
  return match === null ? undefined : Number(match[1]);
}

export function isStricter(level: Level, other: Level): boolean {
  return LEVELS.indexOf(level) > LEVELS.indexOf(other);
}

export function isSame(left: LevelVersion, right: LevelVersion): boolean {
  return left.level === right.level && left.version === right.version;
}

/** `restricted:v1.30`. */
export function printLevel({ level, version }: LevelVersion): string {
  return `${level}:${version === 'latest' ? version : `v1.${version}`}`;
}
