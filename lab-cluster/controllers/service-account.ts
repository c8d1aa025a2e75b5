// The service account controller: every namespace has a service account called `default`.
// Models pkg/controller/serviceaccount/serviceaccounts_controller.go.
import { namespaces } from '../api/kinds/namespace.ts';
import { serviceAccounts } from '../api/kinds/service-account.ts';
import { done, retry } from '../client/reconcile-loop.ts';
import { defineController, watch, watchFor } from './define-controller.ts';

export const serviceAccountController = defineController({
  name: 'service-account-controller',
  watches: [
    watch(namespaces),
    watchFor(serviceAccounts, (account) => (account.metadata.name === 'default' ? [account.metadata.namespace ?? ''] : [])),
  ],
  workers: 1,
  *reconcile(tools, ctx, name) {
    const namespace = tools.informer(namespaces).get(name);
    if (namespace === undefined || namespace.status.phase !== 'Active') {
      return done({ saw: `namespace ${name} is gone or going`, decided: 'nothing to do' });
    }
    if (tools.informer(serviceAccounts).get(`${name}/default`) !== undefined) {
      return done({ saw: `${name} has its default service account`, decided: 'nothing to do' });
    }
    const draft = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } } as const;
    const created = yield* tools.client.create(ctx, serviceAccounts, draft);
    const story = { saw: `${name} has no default service account`, decided: 'make one' };
    if (!created.ok && created.status.reason !== 'AlreadyExists') return retry(created.status, story);
    return done({ ...story, wrote: `serviceaccounts/${name}/default` });
  },
});
