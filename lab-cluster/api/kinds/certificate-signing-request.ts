// CertificateSigningRequest: a key whose owner asks to be certified; somebody approves, and a signer signs.
import { humanDuration } from '../columns/age.ts';
import { ageColumn, column, NONE, nameColumn } from '../columns/columns.ts';
import { type Kind, defineKind } from '../kind.ts';
import type { KubeObject } from '../object.ts';
import {
  validateApprovalUpdate,
  validateCertificateRequest,
  validateCertificateRequestUpdate,
  validateCertificateStatusUpdate,
} from '../validate/certificate-signing-request.ts';

export interface CertificateRequestCondition {
  /** Approved, Denied or Failed; signers may have words of their own. */
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastUpdateTime?: string;
  readonly lastTransitionTime?: string;
}

export interface CertificateSigningRequestSpec {
  /** Base64 of a PEM block. */
  readonly request: string;
  readonly signerName: string;
  readonly usages?: readonly string[];
  readonly expirationSeconds?: number;
  /** Who asked: written by the server. */
  readonly username?: string;
  readonly uid?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface CertificateSigningRequestStatus {
  readonly conditions?: readonly CertificateRequestCondition[];
  /** Base64 of PEM blocks. */
  readonly certificate?: string;
}

export interface CertificateSigningRequest extends KubeObject {
  readonly apiVersion: 'certificates.k8s.io/v1';
  readonly kind: 'CertificateSigningRequest';
  readonly spec: CertificateSigningRequestSpec;
  readonly status: CertificateSigningRequestStatus;
}

interface Draft {
  spec: CertificateSigningRequestSpec;
  status: CertificateSigningRequestStatus;
}

export const certificateSigningRequests: Kind<CertificateSigningRequest> = defineKind<CertificateSigningRequest>({
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  categories: [],
  namespaced: false,
  subresources: ['approval', 'status'],
  nameRule: 'path-segment',
  rechecksMetadata: true,
  setDefaults: (request) => {
    const draft = request as { spec?: Partial<CertificateSigningRequestSpec>; status?: CertificateSigningRequestStatus };
    draft.spec ??= {};
    draft.status ??= {};
  },
  prepareForCreate: (request, requester) => {
    const draft = request as Draft;
    const { username: _name, uid: _uid, groups: _groups, extra: _extra, ...asked } = request.spec;
    const { name, uid = '', groups = [], extra = {} } = requester ?? { name: '' };
    draft.spec = {
      ...asked,
      username: name,
      ...(uid === '' ? {} : { uid }),
      ...(groups.length === 0 ? {} : { groups }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    };
    // Nobody creates what is approved already.
    draft.status = {};
  },
  prepareForUpdate: (next, previous) => {
    const draft = next as Draft;
    draft.spec = previous.spec;
    draft.status = previous.status;
  },
  prepareForStatusUpdate: (next, previous, now) => {
    const draft = next as Draft;
    draft.spec = previous.spec;
    draft.status = withConditions(next.status, withDecision(next, previous), previous, now);
  },
  subresourceRules: {
    approval: {
      prepare: (next, previous, now) => {
        const draft = next as Draft;
        draft.spec = previous.spec;
        draft.status = withConditions(previous.status, next.status.conditions, previous, now);
      },
      validate: validateApprovalUpdate,
    },
  },
  validate: validateCertificateRequest,
  validateUpdate: validateCertificateRequestUpdate,
  validateStatusUpdate: validateCertificateStatusUpdate,
  selectableFields: ({ spec }) => ({ 'spec.signerName': spec.signerName ?? '' }),
  columns: [
    nameColumn,
    ageColumn,
    column('SignerName', 'Who is to sign it.', ({ spec }) => spec.signerName || NONE),
    column('Requestor', 'Who asked for it.', ({ spec }) => spec.username ?? ''),
    column('RequestedDuration', 'For how long it was asked; the signer may shorten it.', ({ spec }) =>
      spec.expirationSeconds === undefined ? NONE : humanDuration(spec.expirationSeconds * 1_000_000),
    ),
    column('Condition', 'Pending, Approved or Denied, and what came of it.', printedCondition),
  ],
});

export function hasCondition({ status }: CertificateSigningRequest, type: string): boolean {
  return (status.conditions ?? []).some((condition) => condition.type === type);
}

function printedCondition(request: CertificateSigningRequest): string {
  const decision = hasCondition(request, 'Denied') ? 'Denied' : hasCondition(request, 'Approved') ? 'Approved' : 'Pending';
  const failed = hasCondition(request, 'Failed') ? ',Failed' : '';
  return `${decision}${failed}${(request.status.certificate ?? '') === '' ? '' : ',Issued'}`;
}

type Conditions = CertificateSigningRequestStatus['conditions'];

/** Who reports status does not decide: as many decisions as before are put back as they were; another number validation refuses. */
function withDecision({ status }: CertificateSigningRequest, { status: before }: CertificateSigningRequest): Conditions {
  let { conditions } = status;
  for (const type of ['Approved', 'Denied']) {
    const old = (before.conditions ?? []).filter((condition) => condition.type === type);
    if ((conditions ?? []).filter((condition) => condition.type === type).length !== old.length || old.length === 0) continue;
    let place = 0;
    conditions = conditions?.map((condition) => (condition.type === type ? (old[place++] ?? condition) : condition));
  }
  return conditions;
}

/** Models populateConditionTimestamps of pkg/registry/certificates/certificates/strategy.go. */
function withConditions(
  status: CertificateSigningRequestStatus,
  conditions: Conditions,
  { status: before }: CertificateSigningRequest,
  now: string,
): CertificateSigningRequestStatus {
  const { conditions: _, ...rest } = status;
  if (conditions === undefined || conditions.length === 0) return rest;
  const dated = conditions.map((condition) => {
    const same = before.conditions?.find(({ type, status: held }) => type === condition.type && held === condition.status);
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime ?? now,
      lastTransitionTime: condition.lastTransitionTime ?? same?.lastTransitionTime ?? now,
    };
  });
  return { ...rest, conditions: dated };
}
