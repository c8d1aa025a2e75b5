import { test } from 'vitest';
import { createCluster } from '../cluster.ts';
import { storyLines } from '../view/story.ts';
import { saveText } from '../sim/netfilter.ts';
const dep = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'c', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
    },
  },
};
const svc = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web' },
  spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 80 }] },
};
test('x', () => {
  const c = createCluster({ seed: 1 });
  const log = (...a: unknown[]) =>
    process.stdout.write(a.map((x) => (typeof x === 'string' ? x : JSON.stringify(x, null, 1))).join(' ') + '\n');
  log('idle', String(c.runToIdle(60e6)), String(c.nowUs));
  const post = (path: string, body: unknown) =>
    c.apply({ type: 'api', request: { method: 'POST', path, body, user: { name: 'admin', groups: ['system:masters'] } } }, (o) =>
      log('answer', o.type === 'api' ? o.response.code + ' ' + JSON.stringify(o.response.body).slice(0, 300) : ''),
    );
  post('/apis/apps/v1/namespaces/default/deployments', dep);
  log('idle', String(c.runToIdle(60e6)), String(c.nowUs));
  post('/api/v1/namespaces/default/services', svc);
  log('idle', String(c.runToIdle(60e6)), String(c.nowUs));
  const p = c.picture();
  log(p.pods.map((x) => `${x.name} ${x.status} ${x.node} ${x.ip} ${x.ready} ${x.workload} ${x.reason}`).join('\n'));
  log(
    p.loops,
    p.services,
    p.nodes,
    p.components.map((x) => x.name + ':' + x.watches.join(',')),
  );
  for (const s of ['default/web', 'default/kubernetes']) c.apply({ type: 'packet', service: s }, (o) => log(o));
  const pod = p.pods[0];
  if (pod) {
    c.apply({ type: 'packet', service: 'default/web', fromPod: `${pod.namespace}/${pod.name}` }, (o) => log(o));
    c.apply({ type: 'packet', service: 'default/kubernetes', fromPod: `${pod.namespace}/${pod.name}` }, (o) => log(o));
  }
  log(storyLines(c.spans(0, c.nowUs, 5000, false)).join('\n'));
  for (const e of c.episodes(5)) {
    const ep = c.episode(e.root, 1000);
    log(e.title, String(ep.spans.length));
  }
  const root = c.episodes(20).find((e) => e.title.includes('web'));
  log(JSON.stringify(c.explain({ object: `pods/default/${pod?.name}` }), null, 1));
  for (const row of c.spans(0, c.nowUs, 5000, false))
    if (['decide', 'sync', 'serve'].includes(row.kind) && row.object.includes('web')) {
      log(JSON.stringify(c.explain({ span: row.id })).slice(0, 1500));
    }
});
