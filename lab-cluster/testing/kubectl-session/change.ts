// The session's fourth part: apply, patch, edit, replace and the commands that set one thing.
import { fails, ok, type Step } from './step.ts';

const configMap = (value: string): string => `apiVersion: v1
kind: ConfigMap
metadata: {name: applied, namespace: shop}
data: {key: ${value}}
`;

const deployment = (image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop, labels: {app: api}}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
      - {name: api, image: "${image}", ports: [{containerPort: 80}]}
`;

const broken = `apiVersion: apps/v1
kind: Deployment
metadata: {name: broken, namespace: shop}
spec:
  selector: {matchLabels: {app: one}}
  template:
    metadata: {labels: {app: two}}
    spec: {containers: [{name: c, image: nginx}]}
`;

export const changeSteps: readonly Step[] = [
  ok('apply -f -', /^configmap\/applied created$/m, { input: configMap('one') }),
  ok('apply -f -', /^configmap\/applied unchanged$/m, { input: configMap('one') }),
  fails('diff -f -', /^\+ +key: two$/m, { input: configMap('two') }),
  ok('diff -f -', /^$/, { input: configMap('one') }),
  ok('apply -f - --dry-run=server', /^configmap\/applied configured \(server dry run\)$/m, { input: configMap('two') }),
  ok('apply -f -', /^configmap\/applied configured$/m, { input: configMap('two') }),
  ok('apply view-last-applied cm/applied -n shop', /key: two/),
  ok('apply --server-side -f -', /^configmap\/applied serverside-applied$/m, { input: configMap('three') }),
  ok('apply --server-side --field-manager=other --force-conflicts -f -', /^configmap\/applied serverside-applied$/m, {
    input: configMap('owned'),
  }),
  fails('apply --server-side -f -', /Apply failed with 1 conflict: conflict with "other": \.data\.key/, { input: configMap('four') }),
  ok('apply --server-side --force-conflicts -f -', /^configmap\/applied serverside-applied$/m, { input: configMap('four') }),
  fails('apply --server-side --field-manager=third -f -', /conflict with "kubectl": \.data\.key/, { input: configMap('five') }),
  ok("get cm applied -n shop -o jsonpath='{.data.key}'", /^four$/),
  ok('apply -f -', /^deployment\.apps\/api created$/m, { input: deployment('nginx:1.26') }),
  ok('rollout status deploy/api -n shop --timeout=60s', /successfully rolled out/),
  fails('diff -f -', /^\+ .*image: nginx:1\.27$/m, { input: deployment('nginx:1.27') }),
  ok('apply -f -', /^deployment\.apps\/api configured$/m, { input: deployment('nginx:1.27') }),
  fails(
    'apply -f -',
    /The Deployment "broken" is invalid: .*spec\.template\.metadata\.labels: Invalid value: .*`selector` does not match template `labels`/s,
    {
      input: broken,
    },
  ),
  fails('apply -f -', /strict decoding error: unknown field "spec\.replica"/, { input: `${deployment('nginx')}  replica: 3\n` }),
  ok('apply --validate=false -f -', /^deployment\.apps\/api configured$/m, { input: `${deployment('nginx:1.27')}  replica: 3\n` }),
  fails('apply --validate=false -f -', /no matches for kind "Nosuch" in version "v1"/, {
    input: 'apiVersion: v1\nkind: Nosuch\nmetadata: {name: x}\n',
  }),
  ok('apply -f $DIR/two.yaml', [/^configmap\/a created$/m, /^configmap\/b created$/m]),
  ok('get -f $DIR/two.yaml', [/^a +1 /m, /^b +1 /m]),
  ok('apply set-last-applied -f $DIR/two.yaml', /configmap\/a configured/),
  ok('rollout status deploy/api -n shop --timeout=60s', /successfully rolled out/),
  ok('rollout history deploy/api -n shop', [/^deployment\.apps\/api *$/m, /^REVISION +CHANGE-CAUSE$/m, /^2 +<none>$/m]),
  ok('rollout history deploy/api -n shop --revision=1', /Image:\s+nginx:1\.26/),
  ok('rollout undo deploy/api -n shop', /^deployment\.apps\/api rolled back$/m),
  ok('rollout status deploy/api -n shop --timeout=60s', /successfully rolled out/),
  ok("get deploy api -n shop -o jsonpath='{.spec.template.spec.containers[0].image}'", /^nginx:1\.26$/),
  fails('rollout undo deploy/api -n shop --to-revision=9', /unable to find specified revision 9 in history/),
  ok('rollout pause deploy/api -n shop', /^deployment\.apps\/api paused$/m),
  fails('rollout pause deploy/api -n shop', /deployments\.apps "api" is already paused/),
  fails('rollout restart deploy/api -n shop', /can't restart paused deployment/),
  ok('rollout resume deploy/api -n shop', /^deployment\.apps\/api resumed$/m),
  ok('rollout restart deploy/api -n shop', /^deployment\.apps\/api restarted$/m),
  ok('rollout status deploy/api -n shop --timeout=60s', /successfully rolled out/),
  ok('scale deploy/api -n shop --replicas=3', /^deployment\.apps\/api scaled$/m),
  fails('scale deploy/api -n shop --current-replicas=7 --replicas=1', /Expected replicas to be 7, was 3/),
  ok("wait deploy/api -n shop --for=jsonpath='{.status.readyReplicas}'=3 --timeout=60s", /^deployment\.apps\/api condition met$/m),
  ok('wait deploy/api -n shop --for=condition=Available=True --timeout=60s', /condition met/),
  fails('wait deploy/api -n shop --for=condition=Nosuch --timeout=1s', /timed out waiting for the condition on deployments\/api/),
  ok('autoscale deployment api -n shop --min=2 --max=5 --cpu-percent=80', /^horizontalpodautoscaler\.autoscaling\/api autoscaled$/m),
  ok('get hpa -n shop', [
    /^NAME +REFERENCE +TARGETS +MINPODS +MAXPODS +REPLICAS +AGE$/m,
    /^api +Deployment\/api +(cpu: )?<unknown>\/80% +2 +5 /m,
  ]),
  ok('set image deploy/api api=nginx:1.28 -n shop', /^deployment\.apps\/api image updated$/m),
  fails('set image deploy/api nosuch=nginx -n shop', /unable to find container named "nosuch"/),
  ok('set env deploy/api MODE=fast -n shop', /^deployment\.apps\/api env updated$/m),
  ok('set env deploy/api --list -n shop', /^MODE=fast$/m),
  ok('set env deploy/api --from=configmap/settings -n shop', /env updated/),
  ok('set resources deploy/api -n shop --requests=cpu=50m,memory=32Mi --limits=memory=64Mi', /resource requirements updated/),
  ok('set serviceaccount deploy/api robot -n shop', /serviceaccount updated/),
  ok('set selector svc/front app=web -n shop', /^service\/front selector updated$/m),
  ok('set subject rolebinding robot-reads --user=jane -n shop', /subjects updated/),
  ok('get pods -n shop --as=jane', /^one /m),
  ok('label pod one -n shop stage=prod', /^pod\/one labeled$/m),
  fails('label pod one -n shop stage=dev', /'stage' already has a value \(prod\), and --overwrite is false/),
  ok('label pod one -n shop stage=dev --overwrite', /^pod\/one labeled$/m),
  ok('label pod one -n shop stage-', /^pod\/one unlabeled$/m),
  ok('label pods --all -n shop seen=yes', /pod\/two labeled/),
  fails('label pod one -n shop bad=a/b', /a valid label must be an empty string or consist of alphanumeric characters/),
  ok("annotate pod one -n shop note='hello there'", /^pod\/one annotated?$/m),
  ok('annotate pod one -n shop note-', /^pod\/one annotated?$/m),
  ok(
    `patch deploy api -n shop -p '{"spec":{"template":{"spec":{"containers":[{"name":"api","imagePullPolicy":"Always"}]}}}}'`,
    /^deployment\.apps\/api patched$/m,
  ),
  ok(`patch deploy api -n shop -p '{"spec":{"replicas":3}}'`, /^deployment\.apps\/api patched/m),
  ok(`patch cm applied -n shop --type=merge -p '{"data":{"key":null,"new":"yes"}}'`, /^configmap\/applied patched$/m),
  ok(`patch cm applied -n shop --type=json -p '[{"op":"replace","path":"/data/new","value":"no"}]'`, /^configmap\/applied patched$/m),
  ok(
    `patch cm applied -n shop --type=json -p '[{"op":"replace","path":"/data/new","value":"no"}]'`,
    /^configmap\/applied patched \(no change\)$/m,
  ),
  fails(
    `patch cm applied -n shop --type=json -p '[{"op":"test","path":"/data/new","value":"x"}]'`,
    /the server rejected our request due to an error in our request/,
  ),
  ok(`patch deploy api -n shop --subresource=scale --type=merge -p '{"spec":{"replicas":2}}'`, /api patched/),
  ok(
    `patch node node-1 --subresource=status --type=merge -p '{"status":{"capacity":{"example.com/dongle":"2"}}}'`,
    /^node\/node-1 patched$/m,
  ),
  ok('get deploy api -n shop --subresource=scale', /^api +2 +\d+ /m),
  ok('get deploy api -n shop --subresource=status -o name', /api/),
  fails(`patch pod one -n shop -p '{"spec":{"nodeName":"x"}}'`, /pod updates may not change fields other than/),
  fails(
    `patch svc front -n shop -p '{"spec":{"clusterIP":"10.96.0.77"}}'`,
    /spec\.clusterIPs\[0\]: Invalid value: .*(may not change once set|field is immutable)/s,
  ),
  ok('edit cm applied -n shop', /^configmap\/applied edited$/m, { env: { KUBE_EDITOR: 'sed -i s/new:/newer:/' } }),
  ok('edit cm applied -n shop', /Edit cancelled, no changes made\./, { env: { KUBE_EDITOR: 'true' } }),
  ok("get cm applied -n shop -o jsonpath='{.data}'", /\{"newer":"no"\}/),
  ok('replace -f -', /^configmap\/applied replaced$/m, { input: configMap('six') }),
  ok('replace --force -f -', [/configmap "applied" deleted/, /^configmap\/applied replaced$/m], { input: configMap('seven') }),
  fails('replace -f -', /configmaps "nosuch" not found/, {
    input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: nosuch, namespace: shop}\n',
  }),
  fails(
    'replace -f -',
    /Operation cannot be fulfilled on configmaps "applied": the object has been modified; please apply your changes to the latest version and try again/,
    {
      input: configMap('eight').replace('{name: applied', '{resourceVersion: "1", name: applied'),
    },
  ),
  fails('create -f -', /error: resource name may not be empty|name or generateName is required/, {
    input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
  }),
  ok('create -f -', /^configmap\/made-\w{5} created$/m, { input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: made-}\n' }),
  ok('auth reconcile -f $DIR/role.yaml', /role\.rbac\.authorization\.k8s\.io\/reconciled reconciled/),
];
