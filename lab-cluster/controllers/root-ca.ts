// The root CA publisher: puts the cluster's certificate authority into every namespace, for pods that speak to the API server.
// Models pkg/controller/certificates/rootcacertpublisher/publisher.go.
import { configMaps } from '../api/kinds/config-map.ts';
import { namespaces } from '../api/kinds/namespace.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { isNamespaceTerminating } from './pod-writes.ts';
import { defineController, watch, watchFor } from './define-controller.ts';

const mapName = 'kube-root-ca.crt';
const descriptionAnnotation = 'kubernetes.io/description';
const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

export const rootCaController = defineController({
  name: 'root-ca-cert-publisher',
  watches: [watch(namespaces), watchFor(configMaps, (map) => (map.metadata.name === mapName ? [map.metadata.namespace ?? ''] : []))],
  workers: 1,
  *reconcile(tools, ctx, name) {
    const namespace = tools.informer(namespaces).get(name);
    // As upstream it does not ask whether the namespace is terminating: the server says so.
    if (namespace === undefined) return done({ saw: `namespace ${name} is gone`, decided: 'nothing to do' });
    const certificate = tools.rootCertificate();
    const map = tools.informer(configMaps).get(`${name}/${mapName}`);
    if (map !== undefined && map.data?.['ca.crt'] === certificate && Object.keys(map.data).length === 1) {
      return done({ saw: `${name} has the certificate`, decided: 'nothing to do' });
    }
    const data = { 'ca.crt': certificate };
    const metadata = { name: mapName, namespace: name, annotations: { [descriptionAnnotation]: description } };
    const written =
      map === undefined
        ? yield* tools.client.create(ctx, configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
        : yield* tools.client.update(ctx, configMaps, { ...map, data });
    const story = {
      saw: map === undefined ? `${name} has no ${mapName}` : `${mapName} in ${name} was changed`,
      decided: 'publish the certificate',
    };
    if (written.ok) return done({ ...story, wrote: `configmaps/${name}/${mapName}` });
    return isNamespaceTerminating(written.status) ? done(story) : retry(written.status, story);
  },
});
