// `authorizer.group('apps').resource('deployments').check('create').allowed()`: whether somebody may, asked by a policy.
// Models apiserver/pkg/cel/library/authz.go. It knows nothing of authorisers: whoever makes the value answers.
import { dns1123Label, dns1123Subdomain } from '../../names.ts';
import { parsesSelector } from '../cost.ts';
import { overload, type Overload } from '../overload.ts';
import { CelError, CelObject } from '../values.ts';

const AUTHORIZER = 'kubernetes.authorization.Authorizer';
const PATH_CHECK = 'kubernetes.authorization.PathCheck';
const GROUP_CHECK = 'kubernetes.authorization.GroupCheck';
const RESOURCE_CHECK = 'kubernetes.authorization.ResourceCheck';
const DECISION = 'kubernetes.authorization.Decision';
/** Two checks fit into one expression. */
const CHECK_COST = 350_000;

export interface AccessQuestion {
  /** Absent: whoever made the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
  readonly verb: string;
  readonly path?: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  readonly fieldSelector: string;
  readonly labelSelector: string;
}

export type AccessAnswer = { readonly isAllowed: boolean; readonly reason: string; readonly error?: string };
type Ask = (question: AccessQuestion) => AccessAnswer;

/** What is asked so far; each function makes another. */
class Check extends CelObject {
  readonly typeName: string;
  readonly ask: Ask;
  readonly question: AccessQuestion;

  constructor(typeName: string, ask: Ask, question: AccessQuestion) {
    super();
    this.typeName = typeName;
    this.ask = ask;
    this.question = question;
  }

  equals(other: CelObject): boolean {
    return other === this;
  }

  with(part: Partial<AccessQuestion>, typeName: string = this.typeName): Check {
    return new Check(typeName, this.ask, { ...this.question, ...part });
  }
}

class Decision extends CelObject {
  readonly typeName = DECISION;
  readonly answer: AccessAnswer;

  constructor(answer: AccessAnswer) {
    super();
    this.answer = answer;
  }

  equals(other: CelObject): boolean {
    return other === this;
  }
}

const NOTHING: AccessQuestion = {
  verb: '',
  group: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
  fieldSelector: '',
  labelSelector: '',
};

/** `authorizer` of a request. */
export function authorizerValue(ask: Ask): CelObject {
  return new Check(AUTHORIZER, ask, NOTHING);
}

/** `authorizer.requestResource`: what the request itself is about. */
export function requestResourceValue(
  ask: Ask,
  about: Pick<AccessQuestion, 'group' | 'resource' | 'subresource' | 'namespace' | 'name'>,
): CelObject {
  return new Check(RESOURCE_CHECK, ask, { ...NOTHING, ...about });
}

function serviceAccount(check: Check, namespace: string, name: string): Check | CelError {
  if (dns1123Subdomain(name).length > 0) return new CelError('Invalid service account name');
  if (dns1123Label(namespace).length > 0) return new CelError('Invalid service account namespace');
  return check.with({ serviceAccount: { namespace, name } });
}

function check(asked: Check, verb: string): Decision {
  return new Decision(asked.ask({ ...asked.question, verb }));
}

const parts: readonly Overload[] = (['subresource', 'namespace', 'name'] as const).map((part) =>
  overload(`(${RESOURCE_CHECK}).${part}(string): ${RESOURCE_CHECK}`, (asked: Check, value: string) => asked.with({ [part]: value })),
);
const selectors: readonly Overload[] = (['fieldSelector', 'labelSelector'] as const).map((part) =>
  overload(
    `(${RESOURCE_CHECK}).${part}(string): ${RESOURCE_CHECK}`,
    (asked: Check, value: string) => asked.with({ [part]: value }),
    parsesSelector,
  ),
);

export const AUTHORIZER_FUNCTIONS: readonly Overload[] = [
  overload(`(${AUTHORIZER}).path(string): ${PATH_CHECK}`, (asked: Check, path: string) =>
    path.trim() === '' ? new CelError('path must not be empty') : asked.with({ path }, PATH_CHECK),
  ),
  overload(`(${AUTHORIZER}).group(string): ${GROUP_CHECK}`, (asked: Check, group: string) => asked.with({ group }, GROUP_CHECK)),
  overload(`(${AUTHORIZER}).serviceAccount(string, string): ${AUTHORIZER}`, serviceAccount),
  overload(`(${GROUP_CHECK}).resource(string): ${RESOURCE_CHECK}`, (asked: Check, resource: string) =>
    resource.trim() === '' ? new CelError('resource must not be empty') : asked.with({ resource }, RESOURCE_CHECK),
  ),
  ...parts,
  ...selectors,
  overload(`(${PATH_CHECK}).check(string): ${DECISION}`, check, () => CHECK_COST),
  overload(`(${RESOURCE_CHECK}).check(string): ${DECISION}`, check, () => CHECK_COST),
  overload(`(${DECISION}).errored(): bool`, ({ answer }: Decision) => answer.error !== undefined),
  overload(`(${DECISION}).error(): string`, ({ answer }: Decision) => answer.error ?? ''),
  overload(`(${DECISION}).allowed(): bool`, ({ answer }: Decision) => answer.isAllowed),
  overload(`(${DECISION}).reason(): string`, ({ answer }: Decision) => answer.reason),
];
