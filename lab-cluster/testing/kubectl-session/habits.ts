// What people do who have used kubectl for years: pruning by set, kustomize, raw requests, watches that show events, selectors of
// every kind, tokens bound to pods; and what this lab does not have yet, which it must say in words.
import { fails, ok, type Step, watches } from './step.ts';

const map = (name: string, value: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: shop}\ndata: {k: "${value}"}\n`;

const typo = `apiVersion: apps/v1
kind: Deployment
metadata: {name: typo, namespace: shop}
spec:
  replica: 1
  selector: {matchLabels: {a: b}}
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x, imag: y}]}}
`;

const RAW = '/api/v1/namespaces/shop/configmaps';
const APPLY_SET = { env: { KUBECTL_APPLYSET: 'true' } };
const NOT_YET = /exec, attach, cp and port-forward are still to come/;

const sets: readonly Step[] = [
  ok('apply -n shop --prune --applyset=mine -f -', [/configmap\/set-a created/, /configmap\/set-b created/], {
    input: `${map('set-a', '1')}---\n${map('set-b', '1')}`,
    ...APPLY_SET,
  }),
  ok('apply -n shop --prune --applyset=mine -f -', [/configmap\/set-a configured/, /configmap\/set-b pruned/], {
    input: map('set-a', '2'),
    ...APPLY_SET,
  }),
  ok('get secret mine -n shop --show-labels', /applyset\.kubernetes\.io\/id=applyset-\S+-v1/),
  ok('apply -k $DIR', [/configmap\/k-a created/, /configmap\/k-gen-\w+ created/]),
  ok('diff -k $DIR', /^$/),
  ok('delete -k $DIR', [/configmap "k-a" deleted/, /configmap "k-gen-\w+" deleted/]),
];

const changes: readonly Step[] = [
  fails('diff --server-side -f -', /^\+ +k: "?3"?$/m, { input: map('set-a', '3') }),
  fails('diff -f -', /no matches for kind "Nosuch" in version "v1"/, {
    input: 'kind: Nosuch\napiVersion: v1\nmetadata: {name: x}\n',
    code: 2,
  }),
  ok('replace --force --grace-period=0 -f -', [/configmap "set-a" deleted/, /configmap\/set-a replaced/], { input: map('set-a', '4') }),
  fails('apply -f -', /strict decoding error: unknown field "spec\.replica", unknown field "spec\.template\.spec\.containers\[0\]\.imag"/, {
    input: typo,
  }),
  ok('apply -f - --validate=warn --dry-run=server', [/^Warning: unknown field "spec\.replica"$/m, /typo created \(server dry run\)/], {
    input: typo,
  }),
  ok('apply -f - --validate=false --dry-run=server', /typo created \(server dry run\)/, { input: typo, not: /Warning/ }),
  fails(
    'apply -f - --server-side',
    /failed to create typed patch object \(shop\/typo; apps\/v1, Kind=Deployment\): \.spec\.replica: field not declared/,
    {
      input: typo,
    },
  ),
  fails('label pod one -n shop other=x --resource-version=1', /Operation cannot be fulfilled on pods "one": the object has been modified/),
  fails("label pod one -n shop 'bad key=x'", /metadata\.labels: Invalid value: "bad key": name part must consist of/),
  fails('create quota q2 -n shop --hard=nosuch=1', /spec\.hard\[nosuch\]: Invalid value: "nosuch": must be a standard resource/),
  fails('create quota q3 -n shop --hard=services=1 --scopes=NotTerminating', /unsupported scope applied to resource/),
  fails(
    'create clusterrolebinding self --clusterrole=cluster-admin --user=ann --as=ann',
    /User "ann" cannot create resource "clusterrolebindings"/,
  ),
  fails('create token default -n shop --bound-object-kind=Pod --bound-object-name=nosuch', /pods "nosuch" not found/),
  ok('create token default -n shop --bound-object-kind=Pod --bound-object-name=one', /^[\w-]+\.[\w-]+\.[\w-]+\s*$/),
];

const looks: readonly Step[] = [
  watches('get pods -n shop -w --output-watch-events', /^EVENT +NAME +READY[^]*^ADDED +one +1\/1/m),
  ok('get pods -n shop --watch-only --request-timeout=3s', /^$/),
  watches('get deploy -n shop -w -o json', /"kind": "Deployment"/),
  // Those of what was created first are forgotten by now.
  ok('run fresh -n shop --image=nginx:1.27', /pod\/fresh created/),
  watches('events -n shop --for=pod/fresh --types=Normal -w', /Normal +Scheduled +Pod\/fresh/),
  ok('delete pod fresh -n shop --wait=false', /"fresh" deleted/),
  fails('events -n shop --types=Bogus', /valid --types are Normal or Warning/),
  ok('get pods -n shop --server-print=false', [/^NAME +AGE$/m, /^one /m]),
  ok('get po/one svc/front -n shop --show-kind', [/^pod\/one /m, /^service\/front /m]),
  ok('get horizontalpodautoscalers.v1.autoscaling,deployments.v1.apps -n shop -o name', /^deployment\.apps\/web$/m),
  fails("get pods -l 'app in'", /unable to parse requirement: found '' expected: '\('/),
  fails('get pods --field-selector=spec.nodeName', /invalid selector: 'spec\.nodeName'; can't understand 'spec\.nodeName'/),
  ok('get nodes --field-selector=spec.unschedulable=false -o name', /^node\/node-2$/m),
  ok('get ns --field-selector=status.phase=Active -o name', /^namespace\/shop$/m),
  fails('get pods --as=nobody', /pods is forbidden: User "nobody" cannot list resource "pods" in API group "" in the namespace "default"/),
  ok('get pods -n shop --as=nobody --as-group=system:masters -o name', /^pod\/one$/m),
  fails(
    'auth can-i list pods --as=system:node:node-1 --as-group=system:nodes',
    /^no - can only list\/watch pods with spec\.nodeName field selector/m,
    {
      since: '1.30',
    },
  ),
  fails('wait cm/later -n shop --for=create --timeout=1s', /timed out waiting for the condition/, { since: '1.31' }),
  fails('wait pod -n shop -l nosuch=x --for=condition=Ready --timeout=1s', /no matching resources found/),
];

const raw: readonly Step[] = [
  ok(`create --raw ${RAW} -f $DIR/raw.json`, /"name":"raw"/),
  ok(`replace --raw ${RAW}/raw -f $DIR/raw.json`, /"name":"raw"/),
  ok(`delete --raw ${RAW}/raw`, /"status":"Success"/),
  fails(`create --raw ${RAW} -f $DIR/two.yaml`, /the object provided is unrecognized \(must be of type ConfigMap\)/),
  fails('get --raw /api/v1/pods?limit=abc', /strconv\.ParseInt: parsing "abc": invalid syntax/),
  fails('get --raw /nosuch', /the server could not find the requested resource/),
  ok('get --raw /openid/v1/jwks', /"kty":"RSA"/),
];

const ROBOT = '--as=system:serviceaccount:shop:robot';
const mayNot = (what: string): RegExp =>
  new RegExp(`pods "one" is forbidden: User "system:serviceaccount:shop:robot" cannot create resource "pods/${what}"`);

const notYet: readonly Step[] = [
  // Whoever may not do it is told that, before anything else.
  fails(`exec one -n shop ${ROBOT} -- ls`, mayNot('exec')),
  fails(`attach one -n shop ${ROBOT}`, mayNot('attach')),
  fails(`port-forward pod/one -n shop 0:80 ${ROBOT}`, mayNot('portforward')),
  fails('get --raw /api/v1/nodes/node-1/proxy/configz', /does not pass requests on to nodes, pods and services yet/),
  fails(`get --raw /api/v1/nodes/node-1/proxy/configz ${ROBOT}`, /nodes "node-1" is forbidden: .* cannot get resource "nodes\/proxy"/),
  fails('exec one -n shop -- ls', NOT_YET),
  fails('attach one -n shop', NOT_YET),
  fails('cp $DIR/notes.txt shop/one:/tmp/notes.txt', NOT_YET),
  fails('port-forward pod/one -n shop 0:80', NOT_YET),
];

export const habitSteps: readonly Step[] = [...sets, ...changes, ...looks, ...raw, ...notYet];
