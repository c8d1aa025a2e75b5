// The official JavaScript client against the lab: list, watch, informer, every kind of patch, server-side apply, tokens.
import {
  AppsV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  Log,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1ConfigMap,
  type V1Deployment,
  VersionApi,
  Watch,
} from '@kubernetes/client-node';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deploymentManifest } from '../testing/manifests.ts';
import { ServedLab } from '../testing/served-lab.ts';

let lab: ServedLab;
let config: KubeConfig;
let core: CoreV1Api;
let apps: AppsV1Api;
beforeAll(async () => {
  lab = await new ServedLab().start({ speed: 50 });
  config = new KubeConfig();
  config.loadFromFile(lab.kubeconfig);
  core = config.makeApiClient(CoreV1Api);
  apps = config.makeApiClient(AppsV1Api);
});
afterAll(() => lab.stop());

const namespace = 'default';
const configMap = (name: string, data: Record<string, string> = {}): V1ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
});

describe('the official JavaScript client', () => {
  test('asks for the version and lists, with limits and selectors', async () => {
    expect((await config.makeApiClient(VersionApi).getCode()).gitVersion).toMatch(/^v1\.34\./);
    for (const name of ['list-1', 'list-2', 'list-3'])
      await core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { suite: 'list' } } } });
    const all = await core.listNamespacedConfigMap({ namespace, labelSelector: 'suite=list' });
    expect(all.items.map(({ metadata }) => metadata?.name)).toEqual(['list-1', 'list-2', 'list-3']);
    const page = await core.listNamespacedConfigMap({ namespace, labelSelector: 'suite=list', limit: 2 });
    expect(page.items).toHaveLength(2);
    const rest = await core.listNamespacedConfigMap({
      namespace,
      labelSelector: 'suite=list',
      limit: 2,
      _continue: page.metadata?._continue ?? '',
    });
    expect(rest.items.map(({ metadata }) => metadata?.name)).toEqual(['list-3']);
  });

  test('an error is a Status with its code', async () => {
    await expect(core.readNamespacedConfigMap({ namespace, name: 'none' })).rejects.toMatchObject({
      code: 404,
      body: expect.stringContaining('configmaps \\"none\\" not found'),
    });
  });

  test('watches', async () => {
    const seen: string[] = [];
    const stop = await new Watch(config).watch(
      `/api/v1/namespaces/${namespace}/configmaps`,
      { allowWatchBookmarks: true },
      (phase: string, object: V1ConfigMap) => seen.push(`${phase} ${object.metadata?.name}`),
      () => {},
    );
    await core.createNamespacedConfigMap({ namespace, body: configMap('watched') });
    await core.replaceNamespacedConfigMap({ namespace, name: 'watched', body: configMap('watched', { a: 'b' }) });
    await core.deleteNamespacedConfigMap({ namespace, name: 'watched' });
    await expect
      .poll(() => seen.filter((line) => line.endsWith(' watched')))
      .toEqual(['ADDED watched', 'MODIFIED watched', 'DELETED watched']);
    stop.abort();
  });

  test('an informer follows a deployment to its running pods', async () => {
    const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () => core.listNamespacedPod({ namespace }));
    const added: string[] = [];
    informer.on('add', (pod) => added.push(pod.metadata?.name ?? ''));
    informer.on('error', (error: unknown) => added.push(`error ${String(error)}`));
    await informer.start();
    await apps.createNamespacedDeployment({ namespace, body: deploymentManifest('web', 2) as V1Deployment });
    const running = (): number => informer.list().filter(({ status }) => status?.phase === 'Running').length;
    await expect.poll(running).toBe(2);
    expect(added).toHaveLength(2);
    await informer.stop();
  });

  test('an informer goes on when the server ends its watch, and lists anew after 410', async () => {
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'before', labels: { suite: 'again' } } } });
    let lists = 0;
    const list = (): ReturnType<typeof core.listNamespacedConfigMap> => {
      lists++;
      return core.listNamespacedConfigMap({ namespace, labelSelector: 'suite=again' });
    };
    const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, list, 'suite=again');
    const log: string[] = [];
    for (const verb of ['add', 'update', 'delete'] as const) informer.on(verb, ({ metadata }) => log.push(`${verb} ${metadata?.name}`));
    // As its documentation has it: who hears of an error starts again, after a while, and again while nobody is there.
    const startAgain = (): void => void informer.start().catch(() => setTimeout(startAgain, 50));
    informer.on('error', () => {
      log.push('error');
      startAgain();
    });
    await informer.start();
    expect([lists, log]).toEqual([1, ['add before']]);
    // The connection goes down with the server, in the middle of the watch.
    await lab.call('kill', { process: 'kube-apiserver' });
    await lab.call('restart', { process: 'kube-apiserver' });
    await lab.call('skip', { ms: 5_000 });
    const create = (name: string): Promise<unknown> =>
      core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { suite: 'again' } } } });
    await expect
      .poll(() =>
        create('after').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    await expect.poll(() => log).toContain('add after');
    await core.deleteNamespacedConfigMap({ namespace, name: 'before' });
    await expect.poll(() => log).toContain('delete before');
    await informer.stop();
    expect(log.filter((line) => line === 'add before')).toHaveLength(1);
  });

  test('a watch from a version that is no longer kept is told so with 410', async () => {
    const seen: unknown[] = [];
    const over = new Promise((resolve) => {
      void new Watch(config).watch(
        `/api/v1/namespaces/${namespace}/configmaps`,
        { resourceVersion: '1' },
        (phase: string, object: { readonly code?: number; readonly reason?: string }) => seen.push([phase, object.code, object.reason]),
        resolve,
      );
    });
    await over;
    expect(seen).toEqual([['ERROR', 410, 'Expired']]);
  });

  test('reads logs, and follows them', async () => {
    await core.createNamespacedPod({
      namespace,
      body: { metadata: { name: 'talks' }, spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } },
    });
    const phase = async (): Promise<string | undefined> => (await core.readNamespacedPod({ namespace, name: 'talks' })).status?.phase;
    await expect.poll(phase).toBe('Running');
    const text = await core.readNamespacedPodLog({ namespace, name: 'talks' });
    expect(text.length).toBeGreaterThan(0);
    const stream = new PassThrough();
    let followed = '';
    stream.on('data', (part: Buffer) => {
      followed += part.toString('utf8');
    });
    const stop = await new Log(config).log(namespace, 'talks', 'c', stream, { follow: true });
    await expect.poll(() => followed).toContain(text.split('\n')[0]);
    stop.abort();
  });

  test('exec is refused in words, and the next request is answered', async () => {
    const streams = [new PassThrough(), new PassThrough()] as const;
    const exec = new Exec(config).exec(namespace, 'talks', 'c', 'ls', streams[0], streams[1], null, false);
    await expect(exec).rejects.toMatchObject({ message: expect.stringMatching(/501/) });
    expect((await core.listNamespacedPod({ namespace })).kind).toBe('PodList');
  });

  test('patches in every form', async () => {
    await core.createNamespacedConfigMap({ namespace, body: configMap('patched', { keep: '1', drop: '2' }) });
    const name = 'patched';
    const as = (strategy: string): ReturnType<typeof setHeaderOptions> => setHeaderOptions('Content-Type', strategy);
    const merged = await core.patchNamespacedConfigMap({ namespace, name, body: { data: { drop: null } } }, as(PatchStrategy.MergePatch));
    expect(merged.data).toEqual({ keep: '1' });
    const json = [{ op: 'add', path: '/data/more', value: '3' }];
    expect((await core.patchNamespacedConfigMap({ namespace, name, body: json }, as(PatchStrategy.JsonPatch))).data).toEqual({
      keep: '1',
      more: '3',
    });
    const spec = { template: { spec: { containers: [{ name: 'c2', image: 'redis' }] } } };
    await apps.createNamespacedDeployment({ namespace, body: deploymentManifest('strategic', 0) as V1Deployment });
    const strategic = await apps.patchNamespacedDeployment(
      { namespace, name: 'strategic', body: { spec } },
      as(PatchStrategy.StrategicMergePatch),
    );
    expect(strategic.spec?.template.spec?.containers.map((container) => container.name)).toContain('c2');
    expect(strategic.spec?.template.spec?.containers).toHaveLength(2);
  });

  test('applies on the server: creates, owns, conflicts, forces', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config);
    const apply = (manager: string, value: string, force?: boolean): Promise<V1ConfigMap> =>
      objects.patch(configMap('applied', { key: value }), undefined, undefined, manager, force, PatchStrategy.ServerSideApply);
    const made = await apply('one', 'a');
    expect(made.metadata?.managedFields?.map(({ manager, operation }) => `${manager} ${operation}`)).toEqual(['one Apply']);
    await expect(apply('two', 'b')).rejects.toMatchObject({ code: 409 });
    const forced = await apply('two', 'b', true);
    expect(forced.data).toEqual({ key: 'b' });
  });

  test('gets a token and is known by it', async () => {
    const { status } = await core.createNamespacedServiceAccountToken({
      namespace,
      name: 'default',
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [], expirationSeconds: 3600 } },
    });
    const cluster = config.getCurrentCluster();
    if (cluster === null) throw new Error('the kubeconfig names no cluster');
    const bearer = new KubeConfig();
    bearer.loadFromClusterAndUser(cluster, { name: 'account', token: status?.token ?? '' });
    await expect(bearer.makeApiClient(CoreV1Api).listNamespacedSecret({ namespace })).rejects.toMatchObject({
      code: 403,
      body: expect.stringContaining('system:serviceaccount:default:default'),
    });
    bearer.loadFromClusterAndUser(cluster, { name: 'account', token: 'made-up' });
    await expect(bearer.makeApiClient(CoreV1Api).listNamespacedSecret({ namespace })).rejects.toMatchObject({ code: 401 });
  });
});
