// A stock kubectl against the lab: creates, reads, watches, deletes, as it does with a real cluster.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findKubectl, type KubectlOptions, type Ran, runKubectl } from '../testing/kubectl.ts';
import { ServedLab } from '../testing/served-lab.ts';

let lab: ServedLab;
beforeAll(async () => {
  lab = await new ServedLab().start({ speed: 50 });
});
afterAll(() => lab.stop());

const deployment = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 2
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: c, image: nginx}]}
`;

describe.each(['1.27', '1.30', '1.33'])('kubectl %s', (version) => {
  const binary = findKubectl(version);
  const web = `web-${version.replace('.', '-')}`;

  function kubectl(args: string, options: Pick<KubectlOptions, 'input' | 'enough'> = {}): Promise<Ran> {
    const cacheDir = path.join(lab.dir, `cache-${version}`);
    return runKubectl(binary ?? '', args.split(' '), { kubeconfig: lab.kubeconfig, cacheDir, ...options });
  }

  const nodes = async (): Promise<string> => (await kubectl('get nodes')).out;

  test.skipIf(binary === undefined)('creates a deployment, sees it run, changes and deletes it', async () => {
    const input = deployment(web);
    expect(await nodes()).toMatch(/^node-1 +Ready /m);
    expect(await kubectl('apply -f -', { input })).toEqual({ code: 0, out: `deployment.apps/${web} created\n`, err: '' });
    expect(await kubectl(`rollout status deployment/${web} --timeout=300s`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('successfully rolled out'),
    });
    const pods = await kubectl(`get pods -l app=${web}`);
    expect(pods.out.match(/1\/1 +Running/g)).toHaveLength(2);
    expect(await kubectl(`scale deployment/${web} --replicas=1`)).toMatchObject({ code: 0 });
    let watching = (): void => {};
    const begun = new Promise<void>((resolve) => {
      watching = resolve;
    });
    const watched = kubectl(`get pods -w -l app=${web}`, {
      enough: (out) => {
        watching();
        return out.includes('Terminating');
      },
    });
    await begun;
    expect(await kubectl(`delete deployment ${web}`)).toMatchObject({ code: 0, out: `deployment.apps "${web}" deleted\n` });
    expect((await watched).out).toContain('Terminating');
    expect(await kubectl(`get deployment ${web}`)).toMatchObject({
      code: 1,
      err: `Error from server (NotFound): deployments.apps "${web}" not found\n`,
    });
  });

  test.skipIf(binary === undefined)('says of a dead API server that it refuses', async () => {
    await lab.call('kill', { process: 'kube-apiserver' });
    const { port } = new URL(lab.server);
    expect(await kubectl('get pods')).toMatchObject({
      code: 1,
      err: expect.stringContaining(`The connection to the server 127.0.0.1:${port} was refused - did you specify the right host or port?`),
    });
    await lab.call('restart', { process: 'kube-apiserver' });
    await lab.call('skip', { ms: 5_000 });
    // Dead for so long that its nodes were not heard of, they say again how they are.
    await expect.poll(nodes).toMatch(/(?:^node-\d +Ready .*\n){3}/m);
  });
});
