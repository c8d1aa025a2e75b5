// The session's last part: nodes taken out of service, and everything taken down again.
import { fails, ok, type Step } from './step.ts';

const crashing = `apiVersion: v1
kind: Pod
metadata: {name: crashing, namespace: shop}
spec:
  containers:
  - {name: c, image: "busybox:1.36", command: [sh, -c, "echo about to fail; exit 3"]}
`;

const pair = `apiVersion: v1
kind: Pod
metadata: {name: pair, namespace: shop}
spec:
  containers:
  - {name: left, image: "nginx:1.27"}
  - {name: right, image: "busybox:1.36", command: [sh, -c, "while true; do echo tick; sleep 1; done"]}
`;

const unpullable = `apiVersion: v1
kind: Pod
metadata: {name: unpullable, namespace: shop}
spec: {containers: [{name: c, image: "nosuch.example.com/x:1"}]}
`;

export const removeSteps: readonly Step[] = [
  ok('apply -f -', /pod\/crashing created/, { input: crashing }),
  ok('apply -f -', /pod\/pair created/, { input: pair }),
  ok('apply -f -', /pod\/unpullable created/, { input: unpullable }),
  ok(
    "wait pod/crashing -n shop --for=jsonpath='{.status.containerStatuses[0].lastState.terminated.exitCode}'=3 --timeout=60s",
    /condition met/,
  ),
  ok('logs crashing -n shop --previous', /^about to fail$/m),
  ok('wait pod/pair -n shop --for=condition=Ready --timeout=60s', /condition met/),
  ok('logs pair -n shop -c right --tail=3', /^tick\ntick\ntick\n$/),
  ok('logs pair -n shop', /Defaulted container "left" out of: left, right/),
  fails(
    'get --raw /api/v1/namespaces/shop/pods/pair/log',
    /a container name must be specified for pod pair, choose one of: \[left right\]/,
  ),
  ok('logs pair -n shop --all-containers --tail=2', [/tick/, /worker process/]),
  fails(
    'logs unpullable -n shop',
    /container "c" in pod "unpullable" is waiting to start: (trying and failing to pull image|image can't be pulled|ContainerCreating)/,
  ),
  ok('cordon node-1', /^node\/node-1 cordoned$/m),
  ok('cordon node-1', /^node\/node-1 already cordoned$/m),
  ok('get nodes', /^node-1 +Ready,SchedulingDisabled/m),
  ok('uncordon node-1', /^node\/node-1 uncordoned$/m),
  ok('taint nodes node-1 dedicated=web:NoSchedule', /^node\/node-1 tainted$/m),
  fails('taint nodes node-1 dedicated=web:NoSchedule', /already has dedicated taint\(s\) with same effect\(s\) and --overwrite is false/),
  ok('describe node node-1', /^Taints: +dedicated=web:NoSchedule$/m),
  ok('taint nodes node-1 dedicated-', /^node\/node-1 untainted$/m),
  fails('drain node-1', /cannot delete (Pods that|cannot delete)|cannot delete/),
  ok('drain node-1 --ignore-daemonsets --force --delete-emptydir-data --grace-period=1 --timeout=120s', [
    /node\/node-1 (already )?cordoned/,
    /^node\/node-1 drained$/m,
  ]),
  ok('get pods -A --field-selector=spec.nodeName=node-1', /No resources found/),
  ok('uncordon node-1', /uncordoned/),
  ok('create deployment guarded --image=nginx:1.27 -n shop', /created/),
  ok('rollout status deploy/guarded -n shop --timeout=60s', /rolled out/),
  ok('create pdb strict --selector=app=guarded --min-available=1 -n shop', /strict created/),
  fails(
    'drain node-1 node-2 node-3 --ignore-daemonsets --force --delete-emptydir-data --pod-selector=app=guarded --timeout=2s',
    /Cannot evict pod as it would violate the pod's disruption budget/,
  ),
  ok('uncordon node-1 node-2 node-3', /uncordoned/),
  ok('delete pdb strict -n shop', /poddisruptionbudget\.policy "strict" deleted/),
  ok('apply -f -', /pod\/pair (created|unchanged)/, { input: pair }),
  ok('apply -f -', /pod\/(crashing|unpullable) (created|unchanged)/, { input: unpullable }),
  ok('apply -f -', /pod\/crashing (created|unchanged)/, { input: crashing }),
  ok('delete pod pair -n shop --grace-period=0 --force', [
    /Immediate deletion does not wait for confirmation/,
    /pod "pair" (force )?deleted/,
  ]),
  ok('delete pod unpullable -n shop --now', /pod "unpullable" deleted/),
  ok('delete pod crashing -n shop --wait=false', /pod "crashing" deleted/),
  ok('wait pod/crashing -n shop --for=delete --timeout=60s', /^(pod\/crashing condition met\n)?$/),
  fails('delete pod nosuch -n shop', /Error from server \(NotFound\): pods "nosuch" not found/),
  ok('delete pod nosuch -n shop --ignore-not-found', /^$/),
  ok('delete cm -n shop -l nosuch=1', /No resources found/),
  ok('delete deployment guarded -n shop --cascade=orphan', /deployment\.apps "guarded" deleted/),
  ok('get rs -n shop -l app=guarded -o name', /^replicaset\.apps\/guarded-\w+$/m),
  ok('delete rs -n shop --selector=app=guarded --cascade=foreground', /replicaset\.apps "guarded-\w+" deleted/),
  ok('get pods -n shop -l app=guarded', /No resources found in shop namespace\./),
  ok('delete deploy,hpa api -n shop --cascade=background', [
    /deployment\.apps "api" deleted/,
    /horizontalpodautoscaler\.autoscaling "api" deleted/,
  ]),
  ok('delete svc front outer -n shop', [/service "front" deleted/, /service "outer" deleted/]),
  ok('delete cm a b', [/configmap "a" deleted/, /configmap "b" deleted/]),
  ok('delete cm settings -n shop --dry-run=server', /configmap "settings" (deleted )?.*\(server dry run\)/),
  ok('get cm settings -n shop', /^settings +2 /m),
  ok('delete jobs --all -n shop', /job\.batch "once" deleted/),
  fails(
    'delete node node-1 --as=jane',
    /nodes "node-1" is forbidden: User "jane" cannot delete resource "nodes" in API group "" at the cluster scope/,
  ),
  ok('delete ns shop --timeout=120s', /namespace "shop" deleted/),
  fails('get ns shop', /namespaces "shop" not found/),
  ok('delete clusterrole node-reader healthy gathered', /clusterrole\.rbac\.authorization\.k8s\.io "gathered" deleted/),
  ok('delete clusterrolebinding robot-nodes', /"robot-nodes" deleted/),
];
