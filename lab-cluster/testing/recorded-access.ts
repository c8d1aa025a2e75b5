// The recorded session of a person with few rights, asked again: each refusal in the words it was refused with, each review with
// the verdict it had, what was granted in between granted again. Commands that were never sent are counted with their reason.
import { readFileSync } from 'node:fs';
import type { ApiRequest, UserInfo } from '../api/request.ts';
import { kinds } from '../api/registry.ts';
import { invariant } from '../sim/invariant.ts';
import { ADMIN, type ApiLab, createApiLab } from './api-lab.ts';

interface Step {
  readonly cmd?: string;
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly atMs: number;
  readonly ms: number;
}

interface Recording {
  readonly namespace: string;
  readonly steps: readonly Step[];
  readonly writes: readonly { readonly t: number; readonly actor: string; readonly code: number }[];
}

export interface AccessReplay {
  readonly looked: number;
  readonly equal: number;
  readonly different: readonly string[];
  readonly left: readonly string[];
}

const FORBIDDEN =
  /(?:(\S+?) )?(?:"(\S+)" )?is forbidden: User "(\S+)" cannot (\w+) resource "(\S+)" in API group "(\S*)" (?:in the namespace "(\S+)"|at the cluster scope)/;
const PATH_FORBIDDEN = /forbidden: User "(\S+)" cannot get path "(\S+)"/;
/** Left over from the distribution the recorded server was built from. */
const OPENSHIFTS = '/.well-known';
const AUTHORIZATION = '/apis/authorization.k8s.io/v1';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

export function replayRecordedAccess(file: string): AccessReplay {
  const recording = JSON.parse(readFileSync(file, 'utf8')) as Recording;
  const lab = createApiLab();
  lab.post('/api/v1/namespaces', { metadata: { name: recording.namespace } });
  // The roles of every cluster are there a moment after the start.
  lab.run(5_000);
  for (const role of ['view', 'edit']) aggregate(lab, role);
  let looked = 0;
  const different: string[] = [];
  const left: string[] = [];
  for (const step of recording.steps) {
    if (step.cmd === undefined) continue;
    looked++;
    const problem = replay(lab, recording, step);
    if (problem?.startsWith('never sent') === true) left.push(`${step.cmd}: ${problem}`);
    else if (problem !== undefined) different.push(`${step.cmd}: ${problem}`);
  }
  return { looked, equal: looked - different.length - left.length, different, left };
}

/** What a controller does in a cluster. */
function aggregate(lab: ApiLab, role: string): void {
  const labelSelector = `rbac.authorization.k8s.io/aggregate-to-${role}=true`;
  const { items } = lab.get(`${RBAC}/clusterroles`, { labelSelector }).body as unknown as {
    readonly items: readonly { readonly rules: readonly object[] | null }[];
  };
  const { code } = lab.patch(`${RBAC}/clusterroles/${role}`, { rules: items.flatMap(({ rules }) => rules ?? []) }, 'merge');
  invariant(code === 200 && items.length > 0, () => `${items.length} roles aggregated to ${role}: ${code}`);
}

/** Undefined when it went as it had gone. */
function replay(lab: ApiLab, recording: Recording, step: Step): string | undefined {
  const { cmd = '', stderr } = step;
  const refused = FORBIDDEN.exec(stderr);
  if (refused !== null) return isRefused(lab, refused, userOf(cmd));
  const path = PATH_FORBIDDEN.exec(stderr);
  if (path !== null) return expectRefusal(lab, { method: 'GET', path: path[2] as string, user: userOf(cmd) }, path[0]);
  if (cmd.includes('auth can-i --list')) return sameRules(lab, recording, step);
  if (cmd.includes('auth can-i')) return sameVerdict(lab, recording, step);
  if (stderr.includes("doesn't have a resource type")) return 'never sent: kubectl finds no such resource in discovery';
  return isDone(lab, recording, step);
}

/** Alice, or whom the command names. */
function userOf(cmd: string): UserInfo {
  const named = (flag: string): string | undefined => new RegExp(`--${flag}=(\\S+)`).exec(cmd)?.[1];
  const groups = [named('as-group')].filter((group) => group !== undefined);
  const name = named('as');
  if (name === undefined) return { name: 'alice', groups: ['developers', 'system:authenticated'] };
  return { name, groups: [...groups, 'system:authenticated'] };
}

function isRefused(lab: ApiLab, refused: RegExpExecArray, user: UserInfo): string | undefined {
  const [message = '', , name, , verb = '', resource = '', group = '', namespace] = refused;
  const [plural = '', subresource] = resource.split('/');
  const kind = kinds.find((one) => one.plural === plural && (one.apiVersion.includes('/') ? one.apiVersion.split('/')[0] : '') === group);
  invariant(kind !== undefined, () => `nothing is called ${resource} in ${group}`);
  const scope = namespace === undefined ? '' : `/namespaces/${namespace}`;
  const parts = [
    kind.basePath + scope,
    plural,
    ...(verb === 'list' || (verb === 'create' && subresource === undefined) ? [] : [name ?? 'x']),
  ];
  const methods: Readonly<Record<string, ApiRequest['method']>> = { get: 'GET', list: 'GET', create: 'POST', delete: 'DELETE' };
  const method = methods[verb];
  invariant(method !== undefined, () => `a refusal of ${verb}`);
  const target = [...parts, ...(subresource === undefined ? [] : [subresource])].join('/');
  return expectRefusal(lab, { method, path: target, user, ...(method === 'POST' ? { body: {} } : {}) }, message);
}

function expectRefusal(lab: ApiLab, request: ApiRequest, message: string): string | undefined {
  const { code, body } = lab.ask(request);
  const said = (body as { readonly message?: string } | undefined)?.message ?? '';
  return code === 403 && said === message ? undefined : `answered ${code} ${JSON.stringify(said)}, recorded ${JSON.stringify(message)}`;
}

function sameVerdict(lab: ApiLab, { namespace }: Recording, { cmd = '', stdout }: Step): string | undefined {
  const [, verb, resource] = /auth can-i (\w+) (\w+)/.exec(cmd) ?? [];
  const spec = { resourceAttributes: { namespace, verb, resource } };
  const { body } = lab.ask({ method: 'POST', path: `${AUTHORIZATION}/selfsubjectaccessreviews`, body: { spec }, user: userOf(cmd) });
  const verdict = (body as { readonly status?: { readonly allowed?: boolean } }).status?.allowed === true ? 'yes' : 'no';
  return verdict === stdout.trim() ? undefined : `answered ${verdict}, recorded ${stdout.trim()}`;
}

interface Rules {
  readonly resourceRules?: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly verbs: readonly string[];
  }[];
  readonly nonResourceRules?: readonly { readonly nonResourceURLs?: readonly string[]; readonly verbs: readonly string[] }[];
}

/** What is allowed without a word about it, as kubectl prints it. */
function sameRules(lab: ApiLab, { namespace }: Recording, { cmd = '', stdout }: Step): string | undefined {
  const request = {
    method: 'POST' as const,
    path: `${AUTHORIZATION}/selfsubjectrulesreviews`,
    body: { spec: { namespace } },
    user: userOf(cmd),
  };
  const { resourceRules = [], nonResourceRules = [] } = (lab.ask(request).body as unknown as { readonly status: Rules }).status;
  const ours = [
    ...resourceRules.flatMap(({ apiGroups = [], resources = [], verbs }) =>
      apiGroups.flatMap((group) =>
        resources.map((resource) => `${group === '' ? resource : `${resource}.${group}`} [] [] [${verbs.join(' ')}]`),
      ),
    ),
    ...nonResourceRules.flatMap(({ nonResourceURLs = [], verbs }) => nonResourceURLs.map((url) => `[${url}] [] [${verbs.join(' ')}]`)),
  ].sort();
  const theirs = stdout
    .trimEnd()
    .split('\n')
    .slice(1)
    .filter((line) => !line.includes(OPENSHIFTS))
    .map((line) => line.trim().replace(/ +/g, ' '))
    .sort();
  return JSON.stringify(ours) === JSON.stringify(theirs)
    ? undefined
    : `answered ${JSON.stringify(ours)}, recorded ${JSON.stringify(theirs)}`;
}

/** Whoever did it: the log of writes tells of administrators. */
function isDone(lab: ApiLab, { namespace, writes }: Recording, { cmd = '', rc, atMs, ms }: Step): string | undefined {
  invariant(rc === 0, () => `a failure nobody explains: ${cmd}`);
  const isAdmin = writes.some(({ t, actor }) => t >= atMs && t <= atMs + ms && actor === 'kubectl');
  const request = requestOf(namespace, cmd.replace(/^kubectl -n \S+ /, ''));
  const { code, body } = lab.ask({ ...request, user: isAdmin ? ADMIN : userOf(cmd) });
  return code < 300 ? undefined : `answered ${code} ${(body as { readonly message?: string } | undefined)?.message}`;
}

function requestOf(namespace: string, cmd: string): Omit<ApiRequest, 'user'> {
  const flag = (name: string): string => new RegExp(`--${name}=(\\S+)`).exec(cmd)?.[1] ?? '';
  const [verb, what = '', name] = cmd.split(' ');
  const scope = `/namespaces/${namespace}`;
  if (verb === 'get') return { method: 'GET', path: what === '--raw' ? (name ?? '') : `/api/v1${scope}/${what}` };
  invariant(verb === 'create', () => `nobody knows how to ${cmd}`);
  const metadata = { name };
  if (what === 'cm') return { method: 'POST', path: `/api/v1${scope}/configmaps`, body: { metadata } };
  if (what === 'role') {
    const rules = [{ apiGroups: [''], resources: flag('resource').split(','), verbs: flag('verb').split(',') }];
    return { method: 'POST', path: `${RBAC}${scope}/roles`, body: { metadata, rules } };
  }
  invariant(what === 'rolebinding', () => `nobody knows how to ${cmd}`);
  const apiGroup = 'rbac.authorization.k8s.io';
  const roleRef =
    flag('role') === '' ? { apiGroup, kind: 'ClusterRole', name: flag('clusterrole') } : { apiGroup, kind: 'Role', name: flag('role') };
  const subject = flag('user') === '' ? { apiGroup, kind: 'Group', name: flag('group') } : { apiGroup, kind: 'User', name: flag('user') };
  return { method: 'POST', path: `${RBAC}${scope}/rolebindings`, body: { metadata, roleRef, subjects: [subject] } };
}
