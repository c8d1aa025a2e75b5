// Rules for who a container runs as. Models pkg/apis/core/validation ValidateSecurityContext.
import type { SecurityContext } from '../container.ts';
import { invalid, notSupported } from '../field-errors.ts';
import type { Errors } from './primitives.ts';

const MAX_ID = 2_147_483_647;
const PROC_MOUNTS = ['Default', 'Unmasked'];

export function validateId(errors: Errors, at: string, id: number | undefined): void {
  if (id !== undefined && (id < 0 || id > MAX_ID)) errors.push(invalid(at, id, `must be between 0 and ${MAX_ID}, inclusive`));
}

export function validateSecurityContext(errors: Errors, at: string, context: SecurityContext | undefined): void {
  if (context === undefined) return;
  validateId(errors, `${at}.runAsUser`, context.runAsUser);
  validateId(errors, `${at}.runAsGroup`, context.runAsGroup);
  if (context.procMount !== undefined && !PROC_MOUNTS.includes(context.procMount)) {
    errors.push(notSupported(`${at}.procMount`, context.procMount, PROC_MOUNTS));
  }
  if (context.allowPrivilegeEscalation !== false) return;
  if (context.privileged === true) {
    errors.push(invalid(at, internalForm(context), 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
  }
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN') === true) {
    errors.push(invalid(at, internalForm(context), 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN'));
  }
}

/** Go prints its internal struct here: every field, in this order. */
function internalForm(context: SecurityContext): Readonly<Record<string, unknown>> {
  const { capabilities, seccompProfile } = context;
  return {
    Capabilities: capabilities === undefined ? null : { Add: capabilities.add ?? null, Drop: capabilities.drop ?? null },
    Privileged: context.privileged ?? null,
    SELinuxOptions: context.seLinuxOptions ?? null,
    WindowsOptions: context.windowsOptions ?? null,
    RunAsUser: context.runAsUser ?? null,
    RunAsGroup: context.runAsGroup ?? null,
    RunAsNonRoot: context.runAsNonRoot ?? null,
    ReadOnlyRootFilesystem: context.readOnlyRootFilesystem ?? null,
    AllowPrivilegeEscalation: context.allowPrivilegeEscalation ?? null,
    ProcMount: context.procMount ?? null,
    SeccompProfile:
      seccompProfile === undefined ? null : { Type: seccompProfile.type, LocalhostProfile: seccompProfile.localhostProfile ?? null },
    AppArmorProfile: context.appArmorProfile ?? null,
  };
}
