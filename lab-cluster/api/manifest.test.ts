// What the editor's check says of sound, slipped and hopeless manifests, and where it points.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkManifest } from './manifest.ts';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: c, image: nginx}
`;

function check(text: string) {
  return checkManifest(parse(text)).map(({ path, reason, suggestion, severity }) =>
    [path.join('.'), reason, suggestion ?? '', severity].filter((part) => part !== '').join(' '),
  );
}

describe('the editor’s check', () => {
  it('has nothing to say of a sound manifest, and does not change it', () => {
    const object: unknown = parse(DEPLOYMENT);
    expect(checkManifest(object)).toEqual([]);
    expect(object).toEqual(parse(DEPLOYMENT));
  });

  it('reports one slip as one problem, with what was meant', () => {
    expect(check(DEPLOYMENT.replace('containers:', 'conatiners:').replace('selector:', 'selecter:'))).toEqual([
      'spec.selecter UnknownField selector error',
      'spec.template.spec.conatiners UnknownField containers error',
    ]);
  });

  it('finds labels the selector does not select', () => {
    expect(check(DEPLOYMENT.replace('labels: {app: web}', 'labels: {app: api}'))).toEqual([
      'spec.template.metadata.labels FieldValueInvalid error',
    ]);
  });

  it('points into the document where upstream names another place', () => {
    expect(check(DEPLOYMENT.replace('labels: {app: web}', 'labels: {app: web, a/b/c: x}'))).toEqual([
      'spec.template.metadata.labels.a/b/c FieldValueInvalid error',
    ]);
    expect(
      check('{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]}}'),
    ).toEqual(['spec.ipFamilyPolicy FieldValueInvalid error']);
    expect(check('{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {clusterIP: nope, ports: [{port: 80}]}}')).toEqual([
      'spec.clusterIP FieldValueInvalid error',
    ]);
  });

  it('offers the word that was meant, or else the usual one', () => {
    expect(
      check('{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {type: Loadbalancer, ports: [{port: 80, protocol: http}]}}'),
    ).toEqual(['spec.ports.0.protocol FieldValueNotSupported TCP error', 'spec.type FieldValueNotSupported LoadBalancer error']);
  });

  it('knows kinds by their right version, and leaves kinds it does not know in peace', () => {
    expect(check('{apiVersion: v1, kind: Deployment}')).toEqual(['apiVersion NoMatch apps/v1 error']);
    expect(check('{apiVersion: apps/v1, kind: Deploymnet}')).toEqual(['kind NoMatch Deployment error']);
    expect(check('{apiVersion: example.com/v1, kind: Widget}')).toEqual(['apiVersion NoMatch warning']);
  });

  it('says what is missing, of headers and of lists', () => {
    expect(check('{metadata: {name: x}}')).toEqual(['apiVersion FieldValueRequired error', 'kind FieldValueRequired error']);
    expect(check('{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: ConfigMap}]}')).toEqual([
      'items.0.metadata.name FieldValueRequired error',
    ]);
    expect(check('{apiVersion: v1, kind: Pod, metadata: {generateName: p-}, spec: {containers: [{name: c}]}}')).toEqual([
      'spec.containers.0.image FieldValueRequired error',
    ]);
  });

  it('reports wrong types and texts that are no quantity without going on to the rules', () => {
    expect(check('{apiVersion: v1, kind: Pod, spec: {containers: {name: c}}}')).toEqual(['spec.containers TypeMismatch error']);
    expect(
      check('{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i, resources: {limits: {cpu: 1x}}}]}}'),
    ).toEqual(['spec.containers.0.resources.limits.cpu Malformed error']);
  });

  it('passes on what the server would warn of', () => {
    const ports = '[{containerPort: 80}, {containerPort: 80}]';
    expect(check(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: i, ports: ${ports}}]}}`)).toEqual([
      'spec.containers.0.ports.1 Warning warning',
    ]);
  });

  it.each([
    null,
    undefined,
    3,
    'text',
    [],
    [1],
    { kind: 'List', items: [null] },
    { apiVersion: 1, kind: [] },
    { apiVersion: 'v1', kind: 'Pod', metadata: 'x', spec: 7 },
  ])('survives %j', (object) => {
    expect(checkManifest(object).length).toBeGreaterThan(0);
  });
});
