// What a person types now and then: requests for certificates, pruning, a debugging container, the kubeconfig itself.
import { requestFor } from '../certificate-requests.ts';
import { fails, ok, type Step } from './step.ts';

const request = (name: string): string =>
  JSON.stringify({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name },
    spec: { request: requestFor(name, ['developers']), signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
  });

const map = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: shop, labels: {set: pruned}}\ndata: {k: v}\n`;

const watched = `apiVersion: v1
kind: Pod
metadata: {name: watched, namespace: shop}
spec:
  containers: [{name: c, image: "nginx:1.27"}]
`;

const PRUNE = 'apply -n shop --prune -l set=pruned --prune-allowlist=core/v1/ConfigMap -f -';

export const rareSteps: readonly Step[] = [
  ok('apply -f -', /certificatesigningrequest\.certificates\.k8s\.io\/ann created/, { input: request('ann') }),
  ok('apply -f -', /certificatesigningrequest\.certificates\.k8s\.io\/mallory created/, { input: request('mallory') }),
  ok('get csr', [/^ann +\S+ +kubernetes\.io\/kube-apiserver-client +\S+ +<none> +Pending$/m, /^mallory .* Pending$/m]),
  ok('certificate approve ann', /^certificatesigningrequest\.certificates\.k8s\.io\/ann approved$/m),
  ok('certificate deny mallory', /^certificatesigningrequest\.certificates\.k8s\.io\/mallory denied$/m),
  fails('certificate approve nosuch', /certificatesigningrequests\.certificates\.k8s\.io "nosuch" not found/),
  fails('certificate approve mallory', /Forbidden|Invalid|denied|may not/i),
  ok('wait csr/ann --for=jsonpath={.status.certificate} --timeout=60s', /condition met/, { since: '1.31' }),
  ok('get csr', [/^ann .* Approved,Issued$/m, /^mallory .* Denied$/m]),
  ok('describe csr ann', [/^Requesting User: +kubernetes-admin$/m, /^Status: +Approved,Issued$/m, /Common Name: +ann$/m]),
  ok('delete csr ann mallory', [/"ann" deleted/, /"mallory" deleted/]),

  ok('apply -f -', [/configmap\/prune-a created/, /configmap\/prune-b created/], { input: `${map('prune-a')}---\n${map('prune-b')}` }),
  ok(PRUNE, [/configmap\/prune-a unchanged/, /configmap\/prune-b pruned/], { input: map('prune-a') }),
  ok('get cm -n shop -l set=pruned -o name', /^configmap\/prune-a$/m, { not: /prune-b/ }),
  ok('delete cm prune-a -n shop', /"prune-a" deleted/),

  ok('apply -f -', /pod\/watched created/, { input: watched }),
  ok('wait pod/watched -n shop --for=condition=Ready --timeout=60s', /condition met/),
  ok('debug watched -n shop --image=busybox:1.36 -c looker --profile=general --attach=false -- sleep 1000', []),
  ok("get pod watched -n shop -o jsonpath='{.spec.ephemeralContainers[*].name}'", /^looker$/),
  ok('describe pod watched -n shop', [/^Ephemeral Containers:$/m, /^ {2}looker:$/m]),
  ok('debug watched -n shop --image=busybox:1.36 --copy-to=copied --attach=false', /^Defaulting debug container name to debugger-\w+\.$/m),
  ok('get pod copied -n shop -o name', /^pod\/copied$/m),
  ok('delete pod watched copied -n shop --now', [/"watched"/, /"copied"/]),

  ok('config current-context', /^\S+$/m),
  ok('config get-contexts', [/^CURRENT +NAME +CLUSTER +AUTHINFO +NAMESPACE$/m, /^\* +\S+/m]),
  ok('config view', [/server: https:\/\/127\.0\.0\.1:\d+/, /DATA\+OMITTED|certificate-authority/]),
  ok('config set-context --current --namespace=shop', /modified\.$/m),
  ok("config view --minify -o jsonpath='{..namespace}'", /^shop$/),
  ok('get cm settings -o name', /^configmap\/settings$/m),
  ok('config set-context --current --namespace=default', /modified\.$/m),
  ok('cluster-info dump -n shop', [/"kind": "NodeList"/, /"kind": "EventList"/, /==== START logs for container /]),
];
