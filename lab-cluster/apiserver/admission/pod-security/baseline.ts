// The checks of the baseline level: nothing that is known to reach out of the container.
// Models k8s.io/pod-security-admission/policy check_*.go of level baseline.
import type { Container, LifecycleHandler, Probe } from '../../../api/pods/container.ts';
import { goQuote } from '../../../api/field-errors.ts';
import { type Check, type CheckPod, containersNamed, containersOf, namesWhere, plural, quoted, setters, sorted } from './check.ts';

const DEFAULT_CAPABILITIES = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' '),
);
const APP_ARMOR_PREFIX = 'container.apparmor.security.beta.kubernetes.io/';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER_PREFIX = 'container.seccomp.security.alpha.kubernetes.io/';
const SELINUX_TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const SYSCTLS_27 = [...SYSCTLS, 'net.ipv4.ip_local_reserved_ports'];
const SYSCTLS_29 = [
  ...SYSCTLS_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const SYSCTLS_32 = [...SYSCTLS_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

/** What the types here call unknown, read where it is an object. */
function typeIn(profile: unknown): string | undefined {
  return profile === undefined || profile === null ? undefined : ((profile as { readonly type?: string }).type ?? '');
}

const appArmor: CheckPod = (spec, annotations) => {
  const values = new Set<string>();
  const isBad = (profile: unknown): boolean => {
    const type = typeIn(profile);
    if (type === undefined || type === 'RuntimeDefault' || type === 'Localhost') return false;
    values.add(type);
    return true;
  };
  const pod = isBad(spec.securityContext?.appArmorProfile);
  const containers = namesWhere(spec, ({ securityContext }) => isBad(securityContext?.appArmorProfile));
  const notes = Object.keys(annotations)
    .filter((key) => key.startsWith(APP_ARMOR_PREFIX))
    .filter((key) => !/^(|runtime\/default|localhost\/.*)$/.test(annotations[key] ?? ''))
    .map((key) => `${key}=${goQuote(annotations[key] ?? '')}`)
    .sort();
  const who = [setters(pod, containers), ...(notes.length > 0 ? [plural(notes.length, 'annotation', 'annotations')] : [])];
  const said = who.filter((part) => part !== '').join(' and ');
  if (said === '') return undefined;
  const all = [...sorted(values), ...notes];
  const reason = plural(all.length, 'forbidden AppArmor profile', 'forbidden AppArmor profiles');
  return { reason, detail: `${said} must not set AppArmor profile type to ${quoted(all)}` };
};

const capabilities: CheckPod = (spec) => {
  const foreign = new Set<string>();
  const bad = namesWhere(spec, ({ securityContext }) => {
    const added = (securityContext?.capabilities?.add ?? []).filter((capability) => !DEFAULT_CAPABILITIES.has(capability));
    for (const capability of added) foreign.add(capability);
    return added.length > 0;
  });
  if (bad.length === 0) return undefined;
  const detail = `${containersNamed(bad)} must not include ${quoted(sorted(foreign))} in securityContext.capabilities.add`;
  return { reason: 'non-default capabilities', detail };
};

const hostNamespaces: CheckPod = (spec) => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field] === true);
  return shared.length === 0 ? undefined : { reason: 'host namespaces', detail: shared.map((field) => `${field}=true`).join(', ') };
};

const hostPaths: CheckPod = (spec) => {
  const names = (spec.volumes ?? []).filter((volume) => volume.hostPath !== undefined).map((volume) => volume.name);
  if (names.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural(names.length, 'volume', 'volumes')} ${quoted(names)}` };
};

const hostPorts: CheckPod = (spec) => {
  const ports = new Set<string>();
  const bad = namesWhere(spec, (container) => {
    const taken = (container.ports ?? []).filter((port) => (port.hostPort ?? 0) !== 0);
    for (const port of taken) ports.add(String(port.hostPort));
    return taken.length > 0;
  });
  if (bad.length === 0) return undefined;
  const words = `${plural(bad.length, 'uses', 'use')} ${plural(ports.size, 'hostPort', 'hostPorts')}`;
  return { reason: 'hostPort', detail: `${containersNamed(bad)} ${words} ${sorted(ports).join(', ')}` };
};

const hostProbes: CheckPod = (spec) => {
  const hosts = new Set<string>();
  const bad = new Set<string>();
  for (const container of containersOf(spec)) {
    const found = hostsOf(container);
    if (found.length > 0) bad.add(container.name);
    for (const host of found) hosts.add(host);
  }
  if (bad.size === 0) return undefined;
  const words = `${plural(bad.size, 'uses', 'use')} ${plural(hosts.size, 'probe or lifecycle host', 'probe or lifecycle hosts')}`;
  return { reason: 'probe or lifecycle host', detail: `${containersNamed(sorted(bad))} ${words} ${quoted(sorted(hosts))}` };
};

function hostsOf({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): readonly string[] {
  const actions: (Probe | LifecycleHandler | undefined)[] = [
    livenessProbe,
    readinessProbe,
    startupProbe,
    lifecycle?.postStart,
    lifecycle?.preStop,
  ];
  return actions.flatMap((action) => [action?.httpGet?.host ?? '', action?.tcpSocket?.host ?? '']).filter((host) => host !== '');
}

const privileged: CheckPod = (spec) => {
  const bad = namesWhere(spec, ({ securityContext }) => securityContext?.privileged === true);
  if (bad.length === 0) return undefined;
  return { reason: 'privileged', detail: `${containersNamed(bad)} must not set securityContext.privileged=true` };
};

const procMount: CheckPod = (spec) => {
  const types = new Set<string>();
  const bad = namesWhere(spec, ({ securityContext }) => {
    const type = securityContext?.procMount;
    if (type === undefined || type === 'Default') return false;
    types.add(type);
    return true;
  });
  if (bad.length === 0) return undefined;
  return { reason: 'procMount', detail: `${containersNamed(bad)} must not set securityContext.procMount to ${quoted(sorted(types))}` };
};

function seLinux(allowed: readonly string[]): CheckPod {
  return (spec) => {
    const types = new Set<string>();
    let user = false;
    let role = false;
    const isBad = (options: Readonly<Record<string, string>> | undefined): boolean => {
      if (options === undefined) return false;
      const type = options['type'] ?? '';
      const foreign = !allowed.includes(type);
      if (foreign) types.add(type);
      const hasUser = (options['user'] ?? '') !== '';
      const hasRole = (options['role'] ?? '') !== '';
      user ||= hasUser;
      role ||= hasRole;
      return foreign || hasUser || hasRole;
    };
    const pod = isBad(spec.securityContext?.seLinuxOptions);
    const containers = namesWhere(spec, ({ securityContext }) => isBad(securityContext?.seLinuxOptions));
    const who = setters(pod, containers);
    if (who === '') return undefined;
    const wrong = [
      ...(types.size > 0 ? [`${plural(types.size, 'type', 'types')} ${quoted(sorted(types))}`] : []),
      ...(user ? ['user may not be set'] : []),
      ...(role ? ['role may not be set'] : []),
    ];
    return { reason: 'seLinuxOptions', detail: `${who} set forbidden securityContext.seLinuxOptions: ${wrong.join('; ')}` };
  };
}

const seccompAnnotations: CheckPod = (spec, annotations) => {
  const keys = [SECCOMP_POD, ...containersOf(spec).map((container) => SECCOMP_CONTAINER_PREFIX + container.name)];
  const bad = new Set<string>();
  for (const key of keys) {
    const value = annotations[key];
    if (value !== undefined && !/^(runtime\/default|docker\/default|localhost\/.*)$/.test(value)) bad.add(`${key}=${goQuote(value)}`);
  }
  if (bad.size === 0) return undefined;
  return { reason: 'seccompProfile', detail: `forbidden ${plural(bad.size, 'annotation', 'annotations')} ${sorted(bad).join(', ')}` };
};

export function isSeccompAllowed(type: string): boolean {
  return type === 'Localhost' || type === 'RuntimeDefault';
}

/** Who chose a seccomp profile that is not allowed. */
export const seccompProfiles: CheckPod = (spec) => {
  const values = new Set<string>();
  const isBad = (profile: { readonly type: string } | undefined): boolean => {
    if (profile === undefined || isSeccompAllowed(profile.type)) return false;
    values.add(profile.type);
    return true;
  };
  const pod = isBad(spec.securityContext?.seccompProfile);
  const containers = namesWhere(spec, ({ securityContext }) => isBad(securityContext?.seccompProfile));
  const who = setters(pod, containers);
  if (who === '') return undefined;
  return { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to ${quoted(sorted(values))}` };
};

function sysctls(allowed: readonly string[]): CheckPod {
  return (spec) => {
    const bad = (spec.securityContext?.sysctls ?? []).map(({ name }) => name).filter((name) => !allowed.includes(name));
    return bad.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: bad.join(', ') };
  };
}

const hostProcess: CheckPod = (spec) => {
  const who = setters(
    isHostProcess(spec.securityContext?.windowsOptions),
    namesWhere(spec, ({ securityContext }) => isHostProcess(securityContext?.windowsOptions)),
  );
  if (who === '') return undefined;
  return { reason: 'hostProcess', detail: `${who} must not set securityContext.windowsOptions.hostProcess=true` };
};

function isHostProcess(options: unknown): boolean {
  return (options as { readonly hostProcess?: boolean } | undefined)?.hostProcess === true;
}

export const baselineChecks: readonly Check[] = [
  { id: 'appArmorProfile', since: [[0, appArmor]] },
  { id: 'capabilities_baseline', since: [[0, capabilities]] },
  { id: 'hostNamespaces', since: [[0, hostNamespaces]] },
  { id: 'hostPathVolumes', since: [[0, hostPaths]] },
  { id: 'hostPorts', since: [[0, hostPorts]] },
  { id: 'hostProbesAndHostLifecycle', since: [[34, hostProbes]] },
  { id: 'privileged', since: [[0, privileged]] },
  { id: 'procMount', since: [[0, procMount]] },
  {
    id: 'seLinuxOptions',
    since: [
      [0, seLinux(SELINUX_TYPES)],
      [31, seLinux([...SELINUX_TYPES, 'container_engine_t'])],
    ],
  },
  {
    id: 'seccompProfile_baseline',
    since: [
      [0, seccompAnnotations],
      [19, seccompProfiles],
    ],
  },
  {
    id: 'sysctls',
    since: [
      [0, sysctls(SYSCTLS)],
      [27, sysctls(SYSCTLS_27)],
      [29, sysctls(SYSCTLS_29)],
      [32, sysctls(SYSCTLS_32)],
    ],
  },
  { id: 'windowsHostProcess', since: [[0, hostProcess]] },
];
