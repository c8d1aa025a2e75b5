// Which bindings name whom: kept while bindings change, so that a user's rules are found without looking through all of them.
import type { BindingParts, Subject } from '../../api/rbac.ts';
import { keyOf, type KubeObject } from '../../api/object.ts';
import type { UserInfo } from '../../api/request.ts';

export type Binding = KubeObject & BindingParts;

/** Who a subject means: a text that is equal for equal meanings. A service account means the user of that name. */
export function subjectId(subject: Subject, bindingNamespace: string | undefined): string | undefined {
  switch (subject.kind) {
    case 'User':
      return `User ${subject.name}`;
    case 'Group':
      return `Group ${subject.name}`;
    case 'ServiceAccount': {
      const namespace = subject.namespace || bindingNamespace || '';
      return namespace === '' ? undefined : `User system:serviceaccount:${namespace}:${subject.name}`;
    }
    default:
      return undefined;
  }
}

export class SubjectIndex {
  /** Bindings by subject, then by their own key. */
  readonly #bySubject = new Map<string, Map<string, Binding>>();

  replace(previous: Binding | undefined, next: Binding | undefined): void {
    if (previous !== undefined) for (const id of subjectsOf(previous)) this.#drop(id, keyOf(previous));
    if (next === undefined) return;
    for (const id of subjectsOf(next)) {
      const bindings = this.#bySubject.get(id) ?? new Map<string, Binding>();
      bindings.set(keyOf(next), next);
      this.#bySubject.set(id, bindings);
    }
  }

  /** Every binding that names the user or one of its groups, once each, in the order of their names. */
  of(user: UserInfo): readonly Binding[] {
    const found = new Map<string, Binding>();
    for (const [key, binding] of this.#bySubject.get(`User ${user.name}`) ?? []) found.set(key, binding);
    for (const group of user.groups) for (const [key, binding] of this.#bySubject.get(`Group ${group}`) ?? []) found.set(key, binding);
    return [...found.entries()].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, binding]) => binding);
  }

  #drop(id: string, key: string): void {
    const bindings = this.#bySubject.get(id);
    bindings?.delete(key);
    if (bindings?.size === 0) this.#bySubject.delete(id);
  }
}

function subjectsOf({ subjects, metadata }: Binding): Set<string> {
  const ids = (subjects ?? []).map((subject) => subjectId(subject, metadata.namespace));
  return new Set(ids.filter((id) => id !== undefined));
}
