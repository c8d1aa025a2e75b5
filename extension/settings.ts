// The settings of the extension as plain data: package.json is generated from it, and reading goes through it.
import type * as vscode from 'vscode';

export const settings = {
  'kubelab.workers': { type: 'integer', default: 3, minimum: 1, maximum: 200, description: 'Worker nodes of a new cluster.' },
  'kubelab.seed': {
    type: 'integer',
    default: 1,
    minimum: 0,
    description:
      'Everything in the cluster that looks like chance grows from this number: the same seed and the same actions give the same history.',
  },
  'kubelab.speed': {
    type: 'number',
    default: 1,
    minimum: 0.01,
    maximum: 1000,
    description: 'Virtual seconds per real second when a cluster starts.',
  },
  'kubelab.namespace': { type: 'string', default: 'default', description: 'Namespace for manifests that do not name one.' },
  'kubelab.kubectl.serve': {
    type: 'boolean',
    default: false,
    description: 'Serve every new cluster to kubectl on 127.0.0.1; the terminals of this window get KUBECONFIG and KUBECACHEDIR set.',
  },
  'kubelab.kubectl.port': {
    type: 'integer',
    default: 0,
    minimum: 0,
    maximum: 65535,
    description: 'Port on which the cluster is served to kubectl; 0 takes a free one.',
  },
  'kubelab.openClusterViewOnApply': {
    type: 'boolean',
    default: true,
    description: 'Show the cluster view, following the request, when a manifest is applied.',
  },
} as const;

export type SettingName = keyof typeof settings;

/** The value of a setting, or its default where it has another type than it should. */
export function readSetting<N extends SettingName>(
  configuration: vscode.WorkspaceConfiguration,
  name: N,
): Widen<(typeof settings)[N]['default']> {
  const value: unknown = configuration.get(name);
  const fallback = settings[name].default;
  return (typeof value === typeof fallback ? value : fallback) as Widen<(typeof settings)[N]['default']>;
}

type Widen<T> = T extends number ? number : T extends string ? string : T extends boolean ? boolean : T;
