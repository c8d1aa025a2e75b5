// Commands become programs: how long they run, with what they end, and what they leave in /tmp meanwhile.
import { describe, expect, test } from 'vitest';
import { chooseProgram } from './command.ts';
import type { ContainerConfig } from './cri.ts';
import { findImage, resolveImage } from './image-service.ts';
import { imageCatalogue } from './images.ts';
import { lifetimeUs, type Program, stageAt } from './program.ts';

const registries = { catalogue: imageCatalogue, found: new Map() };

function programFor(image: string, config: Partial<ContainerConfig>): Program {
  const definition = findImage(registries, image)?.definition;
  if (definition === undefined) throw new Error(`no image ${image}`);
  const choice = chooseProgram(definition, {
    name: 'c',
    attempt: 0,
    image,
    command: [],
    args: [],
    env: [],
    ports: [],
    tty: false,
    ...config,
  });
  if (!choice.ok) throw new Error(`missing ${choice.missing}`);
  return choice.program;
}

function endOf(image: string, config: Partial<ContainerConfig>): string {
  const program = programFor(image, config);
  const lifetime = lifetimeUs(program);
  return lifetime === undefined ? 'runs on' : `${Math.round(lifetime / 1e6)} s, code ${program.exitCode}`;
}

describe('a command', () => {
  test.each([
    ['busybox', { command: ['sleep', '10'] }, '10 s, code 0'],
    ['busybox', { command: ['sleep', '1h'] }, '3600 s, code 0'],
    ['busybox', { command: ['sleep', 'infinity'] }, 'runs on'],
    ['busybox', { command: ['true'] }, '0 s, code 0'],
    ['busybox', { command: ['false'] }, '0 s, code 1'],
    ['busybox', { command: ['sh', '-c', 'sleep 3; exit 7'] }, '3 s, code 7'],
    ['busybox', { command: ['sh', '-c', 'false && exit 2 || exit 3'] }, '0 s, code 3'],
    ['busybox', { args: ['sh', '-c', 'echo hello; sleep 2'] }, '2 s, code 0'],
    ['busybox', { command: ['sh', '-c', 'while true; do date; sleep 1; done'] }, 'runs on'],
    ['busybox', { command: ['some-server', '--port', '8080'] }, 'runs on'],
    ['busybox', {}, '0 s, code 0'],
    ['nginx', { command: ['nginx', '-g', 'daemon off;'] }, 'runs on'],
    ['node:22', {}, '0 s, code 0'],
    ['node:22', { tty: true }, 'runs on'],
    ['node:22', { command: ['node', 'server.js'] }, 'runs on'],
    ['mysql:8', {}, '1 s, code 1'],
    ['mysql:8', { env: [{ name: 'MYSQL_ROOT_PASSWORD', value: 'x' }] }, 'runs on'],
  ])('%s %j: %s', (image, config, end) => {
    expect(endOf(image, config)).toBe(end);
  });

  test('that an image does not hold is missing', () => {
    const definition = findImage(registries, 'registry.k8s.io/pause:3.10')?.definition;
    if (definition === undefined) throw new Error('no pause');
    const config = { name: 'c', attempt: 0, image: '', command: ['sh', '-c', 'sleep 1'], args: [], env: [], ports: [], tty: false };
    expect(chooseProgram(definition, config)).toEqual({ ok: false, missing: 'sh' });
  });

  test('that makes and removes a file shows it while it is there', () => {
    const program = programFor('busybox', { command: ['sh', '-c', 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'] });
    expect(stageAt(program, 10_000_000)?.files).toEqual(['/tmp/healthy']);
    expect(stageAt(program, 40_000_000)?.files).toEqual([]);
  });

  test('of unknown make listens on the ports its author declared', () => {
    expect(programFor('node:22', { command: ['node', 'server.js'], ports: [3000] }).ports).toEqual([3000]);
  });
});

describe('an image name', () => {
  const answer = (name: string): string => {
    const resolved = resolveImage(registries, name);
    return resolved.ok ? resolved.value.name : `${resolved.error.code}: ${resolved.error.message}`;
  };

  test.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['docker.io/library/redis:7', 'docker.io/library/redis:7'],
    ['kubelab/crash', 'docker.io/kubelab/crash:latest'],
    ['k8s.gcr.io/echoserver:1.4', 'k8s.gcr.io/echoserver:1.4'],
  ])('%s is %s', (name, full) => {
    expect(answer(name)).toBe(full);
  });

  test('with a tag nobody pushed is not found', () => {
    expect(answer('nginx:nope')).toBe(
      'NotFound: failed to pull and unpack image "docker.io/library/nginx:nope": failed to resolve reference "docker.io/library/nginx:nope": docker.io/library/nginx:nope: not found',
    );
  });

  test('that nobody owns is denied, as Docker Hub does', () => {
    expect(answer('ngnix')).toMatch(/^Unknown: .*pull access denied, repository does not exist or may require authorization/);
  });

  test('that is no name is refused', () => {
    expect(answer('Nginx:1.27')).toMatch(/^InvalidArgument: .*invalid reference format$/);
  });
});
