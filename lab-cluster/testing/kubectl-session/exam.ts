// What somebody types who prepares for an examination: editing in anger, finalizers, every form of waiting, of taints, of
// exposing and of showing objects, and subresources by name.
import { fails, ok, type Step, watches } from './step.ts';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: exam, namespace: shop}
spec:
  replicas: 1
  selector: {matchLabels: {app: exam}}
  template:
    metadata: {labels: {app: exam}}
    spec:
      containers:
      - {name: c, image: "nginx:1.27", env: [{name: A, value: "1"}, {name: B, value: "2"}]}
`;

const finalized = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept, namespace: shop, finalizers: [example.com/keep]}\n';

const edits: readonly Step[] = [
  ok('apply --server-side -f -', /^deployment\.apps\/exam serverside-applied$/m, { input: deployment }),
  ok('rollout status deploy/exam -n shop --timeout=60s', /successfully rolled out/),
  ok('edit deploy exam -n shop', /^deployment\.apps\/exam edited$/m, { env: { KUBE_EDITOR: 'sed -i "s/replicas: .*/replicas: 2/"' } }),
  fails('edit deploy exam -n shop', /deployments\.apps "exam" is invalid[^]*no valid changes were saved/, {
    env: { KUBE_EDITOR: 'sed -i "s/replicas: .*/replicas: -1/"' },
  }),
  fails('edit deploy exam -n shop', /At least one of apiVersion, kind and name was changed/, {
    env: { KUBE_EDITOR: 'sed -i "s/name: exam$/name: other/"' },
  }),
  fails('apply --server-side -f -', /conflict with "kubectl-edit" using apps\/v1: \.spec\.replicas/, { input: deployment }),
  ok('apply --server-side --force-conflicts -f -', /serverside-applied/, { input: deployment }),
  ok('set env deploy/exam A=9 -n shop', /env updated/),
  fails(
    'apply --server-side -f -',
    /conflict with "kubectl-set" using apps\/v1: \.spec\.template\.spec\.containers\[name="c"\]\.env\[name="A"\]\.value/,
    {
      input: deployment,
    },
  ),
  fails('diff --server-side -f -', /Apply failed with 1 conflict/, { input: deployment, code: 2 }),
  fails('diff --server-side --force-conflicts -f -', /^\+ +value: "1"$/m, { input: deployment }),
  ok('apply edit-last-applied cm/a', /^configmap\/a edited$/m, { env: { KUBE_EDITOR: 'sed -i "s/k: v/k: w/"' } }),
  ok('apply view-last-applied cm/a -o json', /"k": "w"/),
];

const finalizers: readonly Step[] = [
  ok('apply -f -', /configmap\/kept created/, { input: finalized }),
  fails('delete cm kept -n shop --timeout=1s', /timed out waiting for the condition on configmaps\/kept/),
  ok("get cm kept -n shop -o jsonpath='{.metadata.deletionGracePeriodSeconds}{.metadata.finalizers}'", /^0\["example\.com\/keep"\]$/),
  ok(`patch cm kept -n shop -p '{"data":{"still":"writable"}}'`, /configmap\/kept patched/),
  fails(
    `patch cm kept -n shop --type=merge -p '{"metadata":{"finalizers":["example.com/keep","example.com/more"]}}'`,
    /metadata\.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers \[\]string\{"example\.com\/more"\}/,
  ),
  ok(`patch cm kept -n shop --type=json -p '[{"op":"remove","path":"/metadata/finalizers"}]'`, /configmap\/kept patched/),
  ok('get cm kept -n shop --ignore-not-found', /^$/),
];

const waits: readonly Step[] = [
  ok("wait pod/one -n shop --for=jsonpath='{.status.phase}'=Running", /condition met/),
  ok("wait pod/one -n shop --for=jsonpath='{.status.podIP}'", /condition met/, { since: '1.30' }),
  ok('wait pod/nosuch -n shop --for=delete --timeout=1s', /^$/),
  fails('wait pod/nosuch -n shop --for=condition=Ready --timeout=1s', /pods "nosuch" not found/),
  fails(
    'wait pod -n shop -l app=exam --for=condition=PodScheduled=false --timeout=1s',
    /timed out waiting for the condition on pods\/exam-/,
  ),
  fails('wait pod/one -n shop --for=bogus', /unrecognized condition: "bogus"/),
];

const shows: readonly Step[] = [
  ok('get pods -n shop -o json', /"type": "Ready"/, { not: /"conditions": \[\s*\{\s*"lastTransitionTime"/ }),
  ok('get deploy exam -n shop --subresource=scale -o yaml', [/^kind: Scale$/m, /^ {2}selector: app=exam$/m]),
  fails('get deploy -n shop --subresource=scale', /subresource cannot be used when bulk resources are specified/),
  ok("get pods -n shop -o jsonpath-as-json='{.items[*].spec.containers[*].image}'", /^ +"nginx:1\.27",?$/m),
  ok("get pods -n shop --sort-by='{.spec.nodeName}' -o name", /^pod\/one$/m),
  ok('get nodes -o custom-columns=N:.metadata.name,CPU:.status.capacity.cpu,T:.spec.taints[*].key', /^node-1 +4 +<none>$/m),
  ok('get events.events.k8s.io -n shop', /Scheduled/),
  ok('describe events -n shop', [/^Involved Object:$/m, /^Reporting Component: /m]),
  watches('get deploy exam -n shop -w -o name', /^deployment\.apps\/exam$/m),
  ok('explain hpa --api-version=autoscaling/v1', /GROUP: +autoscaling|VERSION: +autoscaling\/v1/),
  fails('explain hpa --api-version=autoscaling/v3', /couldn't find resource for "autoscaling\/v3, Resource=horizontalpodautoscalers"/),
  ok('top pod -n shop --sum', /^ +_+ +_+ *$/m),
  fails('top pods -n shop --field-selector=spec.nodeName=node-1', /"spec\.nodeName" is not a known field selector/),
];

const nodes: readonly Step[] = [
  fails('taint node node-1 k=v:Bogus', /invalid taint effect: Bogus, unsupported taint effect/),
  ok('taint nodes --all k:PreferNoSchedule', /^node\/node-3 tainted$/m),
  fails('taint node node-1 k:PreferNoSchedule', /already has k taint\(s\) with same effect\(s\) and --overwrite is false/),
  ok('taint nodes node-1 k=x:PreferNoSchedule --overwrite', /^node\/node-1 modified$/m),
  ok('taint nodes -l kubernetes.io/os=linux k-', /^node\/node-2 untainted$/m),
  fails('taint node node-1 k-', /taint "k" not found/),
  ok('label nodes node-2 node-role.kubernetes.io/worker=', /node\/node-2 labeled/),
  ok('get nodes', [/^node-2 +Ready +worker /m, /^node-1 +Ready +<none> /m]),
  ok('label nodes --all --list', /^ kubernetes\.io\/hostname=node-3$/m),
  ok('label nodes node-2 node-role.kubernetes.io/worker-', /unlabeled/),
  ok('cordon node-1 --dry-run=server', /node\/node-1 cordoned \(server dry run\)/),
];

const services: readonly Step[] = [
  ok('run shown -n shop --image=nginx:1.27 --port=80 --expose --env=E=1 --annotations=x=y', [
    /^service\/shown created$/m,
    /^pod\/shown created$/m,
  ]),
  ok('expose svc shown --port=90 --name=shown-again -n shop --session-affinity=ClientIP --dry-run=server -o yaml', [
    /^ {2}- port: 90$/m,
    /^ {6}timeoutSeconds: 10800$/m,
  ]),
  fails('expose deploy exam -n shop', /couldn't find port via --port flag or introspection/),
  fails('expose node node-1 --port=1', /cannot expose a Node/),
  ok('delete pod,svc shown -n shop --now', [/pod "shown" deleted/, /service "shown" deleted/]),
  ok('run once-only -n shop --image=busybox:1.36 --rm -i --restart=Never --command -- echo hi', [/^hi$/m, /pod "once-only" deleted/]),
  fails('delete ns default', /namespaces "default" is forbidden: this namespace may not be deleted/),
  ok('delete deploy exam -n shop --cascade=foreground', /deployment\.apps "exam" deleted/),
];

export const examSteps: readonly Step[] = [...edits, ...finalizers, ...waits, ...shows, ...nodes, ...services];
