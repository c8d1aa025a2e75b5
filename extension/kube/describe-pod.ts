// A pod, and the pod template of a workload, as `kubectl describe` prints them. Pure.
import { conditionLines, dateText, indent, type Lines, mapLines } from './describe-words.ts';
import type { Container, ContainerState, ContainerStatus, EnvVar, Pod, PodSpec, PodTemplate, Probe, Toleration } from './shapes.ts';

export function describePod(pod: Pod, hostIp: string): Lines {
  const { spec, status, metadata } = pod;
  const owner = metadata.ownerReferences?.find((reference) => reference.controller === true);
  const lines = [
    `Name:\t${metadata.name}`,
    `Namespace:\t${metadata.namespace ?? ''}`,
    `Priority:\t${spec?.priority ?? 0}`,
    `Service Account:\t${spec?.serviceAccountName ?? 'default'}`,
    `Node:\t${spec?.nodeName === undefined ? '<none>' : `${spec.nodeName}/${hostIp}`}`,
  ];
  if (status?.startTime !== undefined) lines.push(`Start Time:\t${dateText(status.startTime)}`);
  lines.push(...mapLines('Labels', metadata.labels), ...mapLines('Annotations', metadata.annotations, ': '));
  if (metadata.deletionTimestamp === undefined) lines.push(`Status:\t${status?.phase ?? ''}`);
  else {
    lines.push(`Status:\tTerminating (since ${dateText(metadata.deletionTimestamp)})`);
    lines.push(`Termination Grace Period:\t${metadata.deletionGracePeriodSeconds ?? 0}s`);
  }
  if (status?.reason) lines.push(`Reason:\t${status.reason}`);
  if (status?.message) lines.push(`Message:\t${status.message}`);
  lines.push(`IP:\t${status?.podIP ?? ''}`);
  const ips = status?.podIPs ?? [];
  lines.push(...(ips.length === 0 ? ['IPs:\t<none>'] : ['IPs:', ...ips.map(({ ip }) => `  IP:\t${ip}`)]));
  if (owner !== undefined) lines.push(`Controlled By:\t${owner.kind}/${owner.name}`);
  lines.push(...containerLines('Containers', spec?.containers ?? [], 0, status?.containerStatuses ?? [], metadata.name));
  lines.push(...conditionLines(status?.conditions, false), ...volumeLines(spec, 0));
  lines.push(`QoS Class:\t${status?.qosClass ?? ''}`, ...placementLines(spec, 0));
  return lines;
}

export function podTemplateLines(template: PodTemplate | undefined): Lines {
  const lines = ['Pod Template:', ...mapLines('Labels', template?.metadata?.labels).map((line) => `  ${line}`)];
  const annotations = template?.metadata?.annotations;
  if (annotations !== undefined) lines.push(...mapLines('Annotations', annotations, ': ').map((line) => `  ${line}`));
  lines.push(...containerLines('Containers', template?.spec?.containers ?? [], 1, undefined, ''), ...volumeLines(template?.spec, 1));
  return [...lines, ...placementLines(template?.spec, 1)];
}

/** In templates kubectl indents the container's name by one space less than elsewhere. */
function containerLines(
  title: string,
  containers: readonly Container[],
  level: number,
  statuses: readonly ContainerStatus[] | undefined,
  podName: string,
): Lines {
  const lines = [`${indent(level)}${title}:`];
  const name = level === 0 ? '  ' : '   ';
  for (const container of containers) {
    lines.push(`${name}${container.name}:`);
    lines.push(
      ...oneContainer(
        container,
        statuses?.find((status) => status.name === container.name),
        podName,
      ).map((line) => `    ${line}`),
    );
  }
  return lines;
}

function oneContainer(container: Container, status: ContainerStatus | undefined, podName: string): Lines {
  const lines: Lines = [];
  if (status !== undefined) lines.push(`Container ID:\t${status.containerID ?? ''}`);
  lines.push(`Image:\t${container.image ?? ''}`);
  if (status !== undefined) lines.push(`Image ID:\t${status.imageID ?? ''}`);
  const ports = container.ports ?? [];
  const named = (name: string | undefined): string => (name === undefined ? '' : ` (${name})`);
  const list = (texts: readonly string[]): string => (texts.length === 0 ? '<none>' : texts.join(', '));
  const plural = ports.length > 1 ? 's' : '';
  lines.push(`Port${plural}:\t${list(ports.map((port) => `${port.containerPort}/${port.protocol ?? 'TCP'}${named(port.name)}`))}`);
  lines.push(`Host Port${plural}:\t${list(ports.map((port) => `${port.hostPort ?? 0}/${port.protocol ?? 'TCP'}${named(port.name)}`))}`);
  lines.push(...wordLines('Command', container.command), ...wordLines('Args', container.args));
  if (status !== undefined) lines.push(...stateLines('State', status.state), ...lastStateLines(status));
  if (status !== undefined) lines.push(`Ready:\t${status.ready ? 'True' : 'False'}`, `Restart Count:\t${status.restartCount}`);
  lines.push(...quantityLines('Limits', container.resources?.limits), ...quantityLines('Requests', container.resources?.requests));
  for (const [title, probe] of [
    ['Liveness', container.livenessProbe],
    ['Readiness', container.readinessProbe],
    ['Startup', container.startupProbe],
  ] as const) {
    if (probe !== undefined) lines.push(`${title}:\t${probeText(probe)}`);
  }
  lines.push(...envLines(container.env, podName));
  const mounts = container.volumeMounts ?? [];
  if (mounts.length === 0) return [...lines, 'Mounts:\t<none>'];
  return [...lines, 'Mounts:', ...mounts.map((mount) => `  ${mount.mountPath} from ${mount.name} (${mount.readOnly ? 'ro' : 'rw'})`)];
}

function wordLines(title: string, words: readonly string[] | undefined): Lines {
  return words === undefined || words.length === 0 ? [] : [`${title}:`, ...words.map((word) => `  ${word.replaceAll('\n', '\n      ')}`)];
}

function lastStateLines(status: ContainerStatus): Lines {
  return status.lastState?.terminated === undefined ? [] : stateLines('Last State', status.lastState);
}

function stateLines(title: string, state: ContainerState | undefined): Lines {
  if (state?.running) return [`${title}:\tRunning`, `  Started:\t${dateText(state.running.startedAt)}`];
  if (state?.terminated) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    const lines = [`${title}:\tTerminated`];
    if (reason) lines.push(`  Reason:\t${reason}`);
    if (message) lines.push(`  Message:\t${message}`);
    lines.push(`  Exit Code:\t${exitCode}`);
    if (signal) lines.push(`  Signal:\t${signal}`);
    return [...lines, `  Started:\t${dateText(startedAt)}`, `  Finished:\t${dateText(finishedAt)}`];
  }
  const reason = state?.waiting?.reason;
  return [`${title}:\tWaiting`, ...(reason ? [`  Reason:\t${reason}`] : [])];
}

function quantityLines(title: string, quantities: Readonly<Record<string, string>> | undefined): Lines {
  const entries = Object.entries(quantities ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? [] : [`${title}:`, ...entries.map(([name, value]) => `  ${name}:\t${value}`)];
}

function probeText(probe: Probe): string {
  const { initialDelaySeconds = 0, timeoutSeconds = 1, periodSeconds = 10, successThreshold = 1, failureThreshold = 3 } = probe;
  const timing = `delay=${initialDelaySeconds}s timeout=${timeoutSeconds}s period=${periodSeconds}s #success=${successThreshold} #failure=${failureThreshold}`;
  if (probe.exec) return `exec [${(probe.exec.command ?? []).join(' ')}] ${timing}`;
  if (probe.httpGet) {
    const { scheme = 'HTTP', host = '', port, path = '' } = probe.httpGet;
    return `http-get ${scheme.toLowerCase()}://${host}:${port}${path} ${timing}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${timing}`;
  return `unknown ${timing}`;
}

function envLines(env: readonly EnvVar[] | undefined, podName: string): Lines {
  if (env === undefined || env.length === 0) return ['Environment:\t<none>'];
  return ['Environment:', ...env.map((entry) => `  ${entry.name}:\t${envText(entry, podName)}`)];
}

function envText({ value, valueFrom }: EnvVar, podName: string): string {
  if (valueFrom?.fieldRef) {
    const { fieldPath, apiVersion } = valueFrom.fieldRef;
    return `${fieldPath === 'metadata.name' ? podName : ''} (${apiVersion ?? 'v1'}:${fieldPath})`;
  }
  for (const [what, ref] of [
    ['config map', valueFrom?.configMapKeyRef],
    ['secret', valueFrom?.secretKeyRef],
  ] as const) {
    if (ref)
      return `<set to the key '${ref.key}' ${what === 'secret' ? 'in secret' : 'of config map'} '${ref.name ?? ''}'>\tOptional: ${ref.optional ?? false}`;
  }
  return value ?? '';
}

interface ProjectedSource {
  readonly serviceAccountToken?: { readonly expirationSeconds?: number };
  readonly configMap?: { readonly name?: string; readonly optional?: boolean };
  readonly secret?: { readonly name?: string; readonly optional?: boolean };
  readonly downwardAPI?: unknown;
}

const volumeKinds: Readonly<Record<string, string>> = {
  configMap: 'ConfigMap (a volume populated by a ConfigMap)',
  secret: 'Secret (a volume populated by a Secret)',
  emptyDir: "EmptyDir (a temporary directory that shares a pod's lifetime)",
  hostPath: 'HostPath (bare host directory volume)',
  persistentVolumeClaim: 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
  projected: 'Projected (a volume that contains injected data from multiple sources)',
  downwardAPI: 'DownwardAPI (a volume populated by information about the pod)',
};

function volumeLines(spec: PodSpec | undefined, level: number): Lines {
  const volumes = spec?.volumes ?? [];
  if (volumes.length === 0) return [`${indent(level)}Volumes:\t<none>`];
  const name = level === 0 ? '  ' : '   ';
  return [
    `${indent(level)}Volumes:`,
    ...volumes.flatMap((volume) => {
      const kind = Object.keys(volume).find((key) => key !== 'name') ?? '';
      const source = volume[kind] as { readonly name?: string; readonly secretName?: string } | undefined;
      const lines = [`${name}${volume.name}:`, `    Type:\t${volumeKinds[kind] ?? kind}`];
      if (kind === 'configMap') lines.push(`    Name:\t${source?.name ?? ''}`, '    Optional:\tfalse');
      if (kind === 'secret') lines.push(`    SecretName:\t${source?.secretName ?? ''}`, '    Optional:\tfalse');
      return kind === 'projected' ? [...lines, ...projectedLines(volume)] : lines;
    }),
  ];
}

function projectedLines(volume: Readonly<Record<string, unknown>>): Lines {
  const projected = volume['projected'] as { readonly sources?: readonly ProjectedSource[] } | undefined;
  return (projected?.sources ?? []).flatMap((source) => {
    if (source.serviceAccountToken) return [`    TokenExpirationSeconds:\t${source.serviceAccountToken.expirationSeconds ?? 3600}`];
    if (source.configMap)
      return [`    ConfigMapName:\t${source.configMap.name ?? ''}`, `    Optional:\t${source.configMap.optional ?? false}`];
    if (source.secret) return [`    SecretName:\t${source.secret.name ?? ''}`, `    Optional:\t${source.secret.optional ?? false}`];
    return source.downwardAPI ? ['    DownwardAPI:\ttrue'] : [];
  });
}

function placementLines(spec: PodSpec | undefined, level: number): Lines {
  const tolerations = (spec?.tolerations ?? []).map(tolerationText).sort();
  const selector = mapLines('Node-Selectors', spec?.nodeSelector);
  const lines =
    tolerations.length === 0 ? ['Tolerations:\t<none>'] : tolerations.map((text, index) => `${index === 0 ? 'Tolerations:' : ''}\t${text}`);
  return [...selector, ...lines].map((line) => `${indent(level)}${line}`);
}

function tolerationText({ key, operator, value, effect, tolerationSeconds }: Toleration): string {
  let text = `${key ?? ''}${value ? `=${value}` : ''}${effect ? `:${effect}` : ''}`;
  if (operator === 'Exists') text += text === '' ? 'op=Exists' : ' op=Exists';
  return tolerationSeconds === undefined ? text : `${text} for ${tolerationSeconds}s`;
}
