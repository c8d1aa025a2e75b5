// Views and their containers as plain data, from which package.json is generated.

export const containers = [{ id: 'kubelab', title: 'Kubelab', icon: 'media/activity-bar.svg' }] as const;

export const views = [
  { container: 'kubelab', id: 'kubelab.explorer', name: 'Cluster', icon: 'media/activity-bar.svg', contextualTitle: 'Kubelab' },
] as const;

/** What a view says while it has nothing to show. */
export const welcomes = [
  {
    view: 'kubelab.explorer',
    when: '!kubelab.active',
    contents: [
      'A Kubernetes cluster lives in this window: simulated, faithful, yours alone. There is none yet.',
      '[Start Cluster](command:kubelab.start)',
      'Then apply a manifest and watch what every part of the cluster does about it.',
      '[Open a Sample Manifest](command:kubelab.openSample)',
      'New to Kubernetes? [Your first Deployment](command:workbench.action.openWalkthrough?%22kubelab.kubelab%23first-deployment%22) takes ten minutes.',
    ],
  },
  { view: 'kubelab.explorer', when: 'kubelab.starting', contents: ['The cluster is starting…'] },
] as const;
