// Small manifests that many scenarios use.

export function deploymentManifest(name: string, replicas: number, image = 'nginx:1.27'): unknown {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'c', image, ports: [{ containerPort: 80 }] }] } },
    },
  };
}

export function serviceManifest(name: string, type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' = 'ClusterIP'): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { type, selector: { app: name }, ports: [{ port: 80, targetPort: 80 }] },
  };
}
