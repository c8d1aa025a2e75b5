// RBAC: whoever is bound to a role may do what its rules say. It never says no, only nothing.
// Models plugin/pkg/auth/authorizer/rbac and pkg/registry/rbac/validation/rule.go.
import { aggregate } from '../../api/aggregate.ts';
import { clusterRoleBindings } from '../../api/kinds/cluster-role-binding.ts';
import { type ClusterRole, clusterRoles } from '../../api/kinds/cluster-role.ts';
import { roleBindings } from '../../api/kinds/role-binding.ts';
import { type Role, roles } from '../../api/kinds/role.ts';
import { goQuote } from '../../api/field-errors.ts';
import type { PolicyRule, RoleRef, Subject } from '../../api/rbac.ts';
import { erased } from '../../api/registry.ts';
import type { UserInfo } from '../../api/request.ts';
import { registryKey } from '../storage/registry-key.ts';
import type { WatchCache } from '../storage/watch-cache.ts';
import type { Access } from './access.ts';
import { type Authorizer, NO_OPINION, noOpinion, type Opinion } from './authorizer.ts';
import { holdsName, speaksOf } from './rules.ts';
import { type Binding, SubjectIndex, subjectId } from './subject-index.ts';

/** A rule somebody has, and why. */
interface Grant {
  readonly rule: PolicyRule;
  readonly opinion: Opinion;
}

interface Granted {
  readonly grants: readonly Grant[];
  /** Roles that bindings name and nobody made. */
  readonly missing: readonly string[];
}

const roleKind = erased(roles);
const clusterRoleKind = erased(clusterRoles);
/** Users whose grants are kept. Tokens and certificates make a new value of the same user with each request. */
const KNOWN_LIMIT = 4096;

export class RbacAuthorizer implements Authorizer {
  readonly name = 'RBAC';
  readonly #cache: WatchCache;
  readonly #everywhere = new SubjectIndex();
  readonly #byNamespace = new Map<string, SubjectIndex>();
  #known = new Map<string, UserGrants>();
  #byIdentity = new WeakMap<UserInfo, UserGrants>();

  constructor(cache: WatchCache) {
    this.#cache = cache;
    for (const kind of [roleKind, clusterRoleKind]) cache.of(kind).observe(() => this.#forget());
    cache.of(erased(clusterRoleBindings)).observe(({ previous, object }) => {
      this.#everywhere.replace(previous as Binding | undefined, object as Binding | undefined);
      this.#forget();
    });
    cache.of(erased(roleBindings)).observe(({ previous, object }) => {
      const namespace = (object ?? previous)?.metadata.namespace ?? '';
      const index = this.#byNamespace.get(namespace) ?? new SubjectIndex();
      this.#byNamespace.set(namespace, index);
      index.replace(previous as Binding | undefined, object as Binding | undefined);
      this.#forget();
    });
  }

  authorize(access: Access): Opinion {
    const grants = this.#grantsOf(access.user);
    for (const { rule, opinion } of grants.candidates('', access)) {
      if (!access.isResource || holdsName(rule, access.name)) return opinion;
    }
    if (access.namespace !== '') {
      for (const { rule, opinion } of grants.candidates(access.namespace, access)) if (holdsName(rule, access.name)) return opinion;
    }
    const missing = grants.missing(access.namespace);
    return missing.length === 0 ? NO_OPINION : noOpinion(`RBAC: ${aggregate(missing)}`);
  }

  rulesFor(user: UserInfo, namespace: string): { readonly rules: readonly PolicyRule[]; readonly problem?: string } {
    const grants = this.#grantsOf(user);
    const everywhere = grants.in('').grants;
    const here = namespace === '' ? [] : grants.in(namespace).grants;
    const missing = grants.missing(namespace);
    const rules = [...everywhere, ...here].map(({ rule }) => rule);
    return missing.length === 0 ? { rules } : { rules, problem: aggregate(missing) };
  }

  /** The rules of the role that a binding names; a text where there is no such role. Models GetRoleReferenceRules. */
  rulesOf({ kind, name }: RoleRef, namespace: string): readonly PolicyRule[] | string {
    if (kind !== 'Role' && kind !== 'ClusterRole') return `unsupported role reference kind: ${goQuote(kind)}`;
    const role =
      kind === 'Role'
        ? (this.#cache.get(roleKind, registryKey(roleKind, namespace, name)) as Role | undefined)
        : (this.#cache.get(clusterRoleKind, registryKey(clusterRoleKind, undefined, name)) as ClusterRole | undefined);
    if (role === undefined) return `${kind.toLowerCase()}.rbac.authorization.k8s.io ${goQuote(name)} not found`;
    return role.rules ?? [];
  }

  #forget(): void {
    if (this.#known.size === 0) return;
    this.#known = new Map();
    this.#byIdentity = new WeakMap();
  }

  #grantsOf(user: UserInfo): UserGrants {
    const same = this.#byIdentity.get(user);
    if (same !== undefined) return same;
    const id = [user.name, ...user.groups].join('\n');
    let grants = this.#known.get(id);
    if (grants === undefined) {
      if (this.#known.size >= KNOWN_LIMIT) this.#known.clear();
      this.#known.set(id, (grants = new UserGrants((namespace) => this.#collect(user, namespace))));
    }
    this.#byIdentity.set(user, grants);
    return grants;
  }

  #collect(user: UserInfo, namespace: string): Granted {
    const index = namespace === '' ? this.#everywhere : this.#byNamespace.get(namespace);
    const grants: Grant[] = [];
    const missing: string[] = [];
    for (const binding of index?.of(user) ?? []) {
      const rules = this.rulesOf(binding.roleRef, namespace);
      if (typeof rules === 'string') {
        missing.push(rules);
        continue;
      }
      const opinion: Opinion = { decision: 'allow', reason: `RBAC: allowed by ${describe(binding, user)}` };
      for (const rule of rules) grants.push({ rule, opinion });
    }
    return { grants, missing };
  }
}

/** What one user is granted, by namespace ('' for everywhere), and which grants come into question for what is often asked. */
class UserGrants {
  readonly #collect: (namespace: string) => Granted;
  readonly #byNamespace = new Map<string, Granted>();
  readonly #candidates = new Map<string, readonly Grant[]>();

  constructor(collect: (namespace: string) => Granted) {
    this.#collect = collect;
  }

  in(namespace: string): Granted {
    let granted = this.#byNamespace.get(namespace);
    if (granted === undefined) this.#byNamespace.set(namespace, (granted = this.#collect(namespace)));
    return granted;
  }

  missing(namespace: string): readonly string[] {
    const { missing } = this.in('');
    return namespace === '' ? missing : [...missing, ...this.in(namespace).missing];
  }

  candidates(namespace: string, access: Access): readonly Grant[] {
    // Paths are endless; resources and verbs are few.
    if (!access.isResource) return this.in(namespace).grants.filter(({ rule }) => speaksOf(rule, access));
    const { verb, group, resource, subresource } = access;
    const question = `${namespace} ${verb} ${group} ${resource}/${subresource}`;
    let found = this.#candidates.get(question);
    if (found === undefined) {
      found = this.in(namespace).grants.filter(({ rule }) => speaksOf(rule, access));
      if (this.#candidates.size >= KNOWN_LIMIT) this.#candidates.clear();
      this.#candidates.set(question, found);
    }
    return found;
  }
}

/** Models describeSubject and the describers beside it. */
function describe({ kind, metadata, roleRef, subjects }: Binding, user: UserInfo): string {
  const { name, namespace } = metadata;
  const named = namespace === undefined ? name : `${name}/${namespace}`;
  const mine = (subjects ?? []).find((subject) => isMeant(subject, namespace, user));
  return `${kind} ${goQuote(named)} of ${roleRef.kind} ${goQuote(roleRef.name)} to ${subjectText(mine, namespace)}`;
}

function isMeant(subject: Subject, namespace: string | undefined, user: UserInfo): boolean {
  const id = subjectId(subject, namespace);
  return id === `User ${user.name}` || user.groups.some((group) => id === `Group ${group}`);
}

function subjectText(subject: Subject | undefined, bindingNamespace: string | undefined): string {
  if (subject === undefined) return '';
  if (subject.kind !== 'ServiceAccount') return `${subject.kind} ${goQuote(subject.name)}`;
  return `${subject.kind} ${goQuote(`${subject.name}/${subject.namespace || (bindingNamespace ?? '')}`)}`;
}
