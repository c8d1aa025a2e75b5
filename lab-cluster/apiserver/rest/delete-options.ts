// What a delete asks for, from its body or its query, checked. Models metav1/validation ValidateDeleteOptions.
import { badRequest, plainFailure } from '../../api/errors.ts';
import { invalid, notSupported } from '../../api/field-errors.ts';
import type { FieldError } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import { isPlainObject } from '../../api/plain-object.ts';
import type { ApiRequest } from '../../api/request.ts';
import type { Result, Status } from '../../api/status.ts';
import { mediaTypeOf } from '../encoding/body-text.ts';
import { contentTypeOf, readBody, TYPE_META } from '../encoding/decode.ts';
import { jsonTypeName } from '../encoding/json-value.ts';
import type { Call } from '../pipeline.ts';
import { hasQuery, invalidOptions, isSet, META_VERSION, queryText, queryTexts, wholeNumber } from './options.ts';

export interface DeleteQuery {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds: number | undefined;
  readonly propagationPolicy: 'Orphan' | 'Background' | 'Foreground' | undefined;
  /** `orphanDependents: false`, the old way to ask for the end of dependants. */
  readonly deletesDependants: boolean;
  readonly preconditions: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
}

const FIELDS = ['kind', 'apiVersion', 'gracePeriodSeconds', 'preconditions', 'orphanDependents', 'propagationPolicy', 'dryRun'] as const;
const POLICIES = ['Foreground', 'Background', 'Orphan'];

/** Who knows the options of a delete only by another group's version may name that. Everything else is not known to this decoder. */
const SCHEME = 'pkg/apis/meta/internalversion/scheme/register.go:27';

export function readDeleteOptions(call: Call): Result<DeleteQuery> {
  const { request } = call;
  const body = readBody(request, { kind: 'DeleteOptions' });
  if (!body.ok) return body.problem === undefined ? body : { ok: false, status: unreadable(request, body.problem) };
  const { value } = body.value;
  // Options in the query count only where there is no body.
  if (value === null) return fromQuery(request);
  if (!isPlainObject(value))
    return { ok: false, status: unclear(`json: cannot unmarshal ${jsonTypeName(value)} into Go value of type ${TYPE_META}`) };
  const { kind = '', apiVersion = 'v1' } = value;
  if (kind !== '' && kind !== 'DeleteOptions') {
    const why = `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme ${JSON.stringify(SCHEME)}`;
    return { ok: false, status: plainFailure(why) };
  }
  const options = deleteOptionsOf(value);
  if (options.ok || options.status.code === 422) noteOptions(call, { apiVersion: META_VERSION, ...value, kind: 'DeleteOptions' });
  // 1.34 makes no bad request of what its decoder says here.
  return options.ok || options.status.code !== 400 ? options : { ok: false, status: plainFailure(options.status.message ?? '') };
}

/** For the audit log: what of them there is. */
function noteOptions({ audit }: Call, given: Readonly<Record<string, unknown>>): void {
  if (audit === undefined) return;
  const known = FIELDS.filter((field) => given[field] !== undefined && given[field] !== null);
  audit.requestObject = Object.fromEntries(known.map((field) => [field, given[field]])) as unknown as KubeObject;
}

function unreadable(request: ApiRequest, problem: string): Status {
  const isYaml = mediaTypeOf(contentTypeOf(request)) === 'application/yaml';
  return isYaml ? plainFailure(problem) : unclear(problem);
}

/** YAML is JSON by the time somebody looks what kind it is of. */
function unclear(problem: string): Status {
  return plainFailure(`couldn't get version/kind; json parse error: ${problem}`);
}

function fromQuery({ query }: ApiRequest): Result<DeleteQuery> {
  const grace = wholeNumber(query, 'gracePeriodSeconds');
  if (!grace.ok) return grace;
  const policy = queryText(query, 'propagationPolicy');
  const dryRun = queryTexts(query, 'dryRun');
  return deleteOptionsOf({
    ...(grace.value === undefined ? {} : { gracePeriodSeconds: grace.value }),
    ...(hasQuery(query, 'propagationPolicy') ? { propagationPolicy: policy } : {}),
    dryRun,
    ...(hasQuery(query, 'orphanDependents') ? { orphanDependents: isSet(query, 'orphanDependents') } : {}),
  });
}

/** The options as a part of something else: what is wrong with their types is the sender's mistake. */
export function deleteOptionsOf(given: Readonly<Record<string, unknown>>): Result<DeleteQuery> {
  const { gracePeriodSeconds: grace, propagationPolicy: policy, dryRun, preconditions, orphanDependents } = given;
  if (grace !== undefined && grace !== null && !Number.isInteger(grace))
    return { ok: false, status: wrongType('gracePeriodSeconds', 'int64', grace) };
  if (policy !== undefined && policy !== null && typeof policy !== 'string')
    return { ok: false, status: wrongType('propagationPolicy', 'v1.DeletionPropagation', policy) };
  if (preconditions !== undefined && preconditions !== null && !isPlainObject(preconditions)) {
    return { ok: false, status: wrongType('preconditions', 'v1.Preconditions', preconditions) };
  }
  const errors: FieldError[] = [];
  if (typeof policy === 'string' && typeof orphanDependents === 'boolean')
    errors.push(invalid('propagationPolicy', policy, 'orphanDependents and deletionPropagation cannot be both set'));
  if (typeof policy === 'string' && !POLICIES.includes(policy))
    errors.push(notSupported('propagationPolicy', policy, [...POLICIES, 'nil']));
  const wanted = Array.isArray(dryRun) ? dryRun : [];
  if (wanted.some((item) => item !== 'All')) errors.push(notSupported('dryRun', wanted, ['All']));
  if (errors.length > 0) return { ok: false, status: invalidOptions('DeleteOptions', errors) };
  const orphan = typeof orphanDependents === 'boolean' ? (orphanDependents ? 'Orphan' : 'Background') : undefined;
  const value: DeleteQuery = {
    dryRun: wanted.length > 0,
    gracePeriodSeconds: typeof grace === 'number' ? grace : undefined,
    propagationPolicy: typeof policy === 'string' ? (policy as DeleteQuery['propagationPolicy']) : orphan,
    deletesDependants: orphanDependents === false,
    preconditions: preconditionsOf(preconditions),
  };
  return { ok: true, value };
}

/** As policies see them. */
export function shownOptions(options: DeleteQuery): Readonly<Record<string, unknown>> {
  const { dryRun, gracePeriodSeconds, propagationPolicy, preconditions, deletesDependants } = options;
  return {
    kind: 'DeleteOptions',
    apiVersion: META_VERSION,
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(preconditions === undefined ? {} : { preconditions }),
    ...(deletesDependants ? { orphanDependents: false } : propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(dryRun ? { dryRun: ['All'] } : {}),
  };
}

function preconditionsOf(given: unknown): DeleteQuery['preconditions'] {
  if (!isPlainObject(given)) return undefined;
  const { uid, resourceVersion } = given;
  return { ...(typeof uid === 'string' ? { uid } : {}), ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}) };
}

function wrongType(field: string, type: string, value: unknown): ReturnType<typeof badRequest> {
  return badRequest(`json: cannot unmarshal ${jsonTypeName(value)} into Go struct field DeleteOptions.${field} of type ${type}`);
}
