// Who may do what. Authorisers are asked in order until one has an opinion; no opinion at all means no.
// Models apiserver/pkg/authorization/union and pkg/endpoints/filters/authorization.go.
import { forbiddenStatus } from '../../api/errors.ts';
import { goQuote } from '../../api/field-errors.ts';
import type { PolicyRule } from '../../api/rbac.ts';
import type { UserInfo } from '../../api/request.ts';
import type { Status } from '../../api/status.ts';
import type { Access } from './access.ts';
import { ALLOWED, type Authorizer, NO_OPINION, type Opinion } from './authorizer.ts';
import { NodeAuthorizer } from './node.ts';
import { NodeGraph } from './node-graph.ts';
import { RbacAuthorizer } from './rbac.ts';
import type { WatchCache } from '../storage/watch-cache.ts';

export const MASTERS = 'system:masters';

const masters: Authorizer = {
  name: MASTERS,
  authorize: ({ user }) => (user.groups.includes(MASTERS) ? ALLOWED : NO_OPINION),
  // Their rules are listed by RBAC, whose cluster-admin they have too.
  rulesFor: () => ({ rules: [] }),
};

interface AllRules {
  readonly rules: readonly PolicyRule[];
  readonly problems: readonly string[];
  readonly isIncomplete: boolean;
}

/** Every authoriser of a server, in the order of --authorization-mode=Node,RBAC. */
export class Authorizers {
  readonly rbac: RbacAuthorizer;
  readonly #all: readonly Authorizer[];

  constructor(cache: WatchCache) {
    this.rbac = new RbacAuthorizer(cache);
    this.#all = [masters, new NodeAuthorizer(cache, new NodeGraph(cache)), this.rbac];
  }

  authorize(access: Access): Opinion {
    let reasons = '';
    for (const authorizer of this.#all) {
      const opinion = authorizer.authorize(access);
      if (opinion.decision !== 'none') return opinion;
      if (opinion.reason !== '') reasons = reasons === '' ? opinion.reason : `${reasons}\n${opinion.reason}`;
    }
    return reasons === '' ? NO_OPINION : { decision: 'none', reason: reasons };
  }

  /** Everything that is known to be allowed to a user, for whoever wants a list. Models union.RulesFor. */
  rulesFor(user: UserInfo, namespace: string): AllRules {
    const answers = this.#all.map((authorizer) => authorizer.rulesFor(user, namespace));
    const problems = answers.flatMap(({ problem }) => (problem === undefined ? [] : [problem]));
    return { rules: answers.flatMap(({ rules }) => rules), problems, isIncomplete: answers.some((answer) => answer.isIncomplete === true) };
  }
}

/** The sentence for the trace where upstream gives no reason. */
export function allowedText(opinion: Opinion, user: UserInfo): string {
  if (opinion.reason !== '') return opinion.reason;
  return user.groups.includes(MASTERS) ? `group ${MASTERS} may do everything` : 'Node: a kubelet may do this for its own node';
}

/** Models responsewriters.Forbidden. */
export function forbiddenFor(access: Access, reason: string): Status {
  const { user, verb, name, group, resource, subresource, namespace, path } = access;
  const because = reason === '' ? '' : `: ${reason}`;
  if (!access.isResource) {
    const message = `forbidden: ${harmless(`User ${goQuote(user.name)} cannot ${verb} path ${goQuote(path)}`)}${because}`;
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason: 'Forbidden', details: {}, code: 403 };
  }
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const scope = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`;
  const said = `User ${goQuote(user.name)} cannot ${verb} resource ${goQuote(what)} in API group ${goQuote(group)} ${scope}`;
  const why = `${harmless(said)}${because}`;
  return forbiddenStatus(
    { group, kind: resource, plural: resource, resource: group === '' ? resource : `${resource}.${group}` },
    name,
    why,
  );
}

/** What came from outside is not to look like HTML to anybody. */
function harmless(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
