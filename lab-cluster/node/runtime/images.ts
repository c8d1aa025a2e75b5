// The catalogue: every image the lab's registries serve. Sizes are those of the compressed linux/amd64 images, rounded.
import type { ImageDefinition } from './image-definition.ts';
import { server, task } from './program.ts';

const MB = 1_000_000;

const nginxPage =
  '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n';

const nginxPrints = [
  { atMs: 10, text: '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration' },
  { atMs: 12, text: '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/' },
  { atMs: 20, text: '/docker-entrypoint.sh: Configuration complete; ready for start up' },
  { atMs: 40, text: '{slashed} [notice] 1#1: using the "epoll" event method' },
  { atMs: 42, text: '{slashed} [notice] 1#1: start worker processes' },
  { atMs: 44, text: '{slashed} [notice] 1#1: start worker process 29' },
  { atMs: 46, text: '{slashed} [notice] 1#1: start worker process 30' },
] as const;

const redisPrints = [
  { atMs: 20, text: '1:C {redis} * oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo' },
  { atMs: 60, text: '1:M {redis} * Running mode=standalone, port=6379.' },
  { atMs: 140, text: '1:M {redis} * Server initialized' },
  { atMs: 150, text: '1:M {redis} * Ready to accept connections tcp' },
] as const;

const mysqlPrints = [
  { atMs: 50, text: '{iso} [Note] [Entrypoint]: Entrypoint script for MySQL Server started.' },
  { atMs: 900, text: '{iso} [Note] [Entrypoint]: Initializing database files' },
  { atMs: 6_000, text: '{iso} [Note] [Entrypoint]: Database files initialized' },
  { atMs: 8_990, text: '{iso} 0 [System] [MY-010931] [Server] /usr/sbin/mysqld: ready for connections. port: 3306' },
] as const;

const httpdPrints = [
  { atMs: 90, text: '[{apache}] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4 (Unix) configured -- resuming normal operations' },
  { atMs: 92, text: "[{apache}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'" },
] as const;

/** What an interactive program does without a terminal: it reads the end of its input and leaves. */
const readsEndOfInput = task(150, 0);

/** The same with a terminal: it waits for someone to type. */
const waitsAtPrompt = { stages: [{ doing: 'working' }], exitCode: 0, ports: [] } as const;

export const imageCatalogue: readonly ImageDefinition[] = [
  {
    repository: 'docker.io/library/nginx',
    tags: {
      latest: 72 * MB,
      '1.25': 71 * MB,
      '1.26': 72 * MB,
      '1.27': 72 * MB,
      '1.28': 72 * MB,
      '1.29': 72 * MB,
      stable: 72 * MB,
      alpine: 21 * MB,
      '1.27-alpine': 21 * MB,
      '1.28-alpine': 21 * MB,
      '1.14.2': 44 * MB,
      '1.16.1': 50 * MB,
    },
    program: server([80], 60, { page: nginxPage, prints: nginxPrints }),
    executables: ['nginx'],
    hasShell: true,
  },
  {
    repository: 'docker.io/library/httpd',
    tags: { latest: 60 * MB, '2.4': 60 * MB, alpine: 22 * MB },
    program: server([80], 120, {
      page: '<html><body><h1>It works!</h1></body></html>\n',
      onTerm: { afterMs: 120, exitCode: 0 },
      prints: httpdPrints,
    }),
    executables: ['httpd-foreground', 'httpd'],
    hasShell: true,
  },
  {
    repository: 'docker.io/library/busybox',
    tags: { latest: 2.2 * MB, '1.28': 0.8 * MB, '1.36': 2.2 * MB, '1.37': 2.2 * MB },
    program: task(50, 0),
    interactive: waitsAtPrompt,
    executables: ['sh'],
    hasShell: true,
  },
  {
    repository: 'docker.io/library/redis',
    tags: { latest: 52 * MB, '7': 45 * MB, '7.4': 46 * MB, '8': 52 * MB, alpine: 25 * MB, '7-alpine': 17 * MB },
    program: server([6379], 150, { onTerm: { afterMs: 150, exitCode: 0 }, prints: redisPrints }),
    executables: ['redis-server'],
    takesArgs: false,
    hasShell: true,
  },
  {
    repository: 'docker.io/library/mysql',
    tags: { latest: 250 * MB, '8': 235 * MB, '8.0': 235 * MB, '8.4': 240 * MB, '9': 250 * MB, '5.7': 180 * MB, '5.6': 86 * MB },
    program: server([3306, 33060], 9_000, { onTerm: { afterMs: 1_500, exitCode: 0 }, prints: mysqlPrints }),
    executables: ['mysqld'],
    hasShell: true,
    needsOneOf: {
      variables: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
      without: task(700, 1, {
        lastWords:
          '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified: ' +
          'set MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD or MYSQL_RANDOM_ROOT_PASSWORD',
      }),
    },
  },
  {
    repository: 'docker.io/library/node',
    tags: { latest: 400 * MB, '18': 380 * MB, '20': 385 * MB, '22': 395 * MB, '24': 400 * MB, alpine: 55 * MB, '20-alpine': 50 * MB },
    program: readsEndOfInput,
    interactive: waitsAtPrompt,
    executables: [],
    hasShell: true,
  },
  {
    repository: 'docker.io/library/openjdk',
    tags: { latest: 290 * MB, '8': 245 * MB, '11': 320 * MB, '17': 240 * MB, '21': 300 * MB, '17-slim': 210 * MB, '11-jre-slim': 75 * MB },
    program: task(900, 0),
    interactive: waitsAtPrompt,
    executables: ['jshell'],
    hasShell: true,
  },
  {
    repository: 'registry.k8s.io/echoserver',
    aliases: ['k8s.gcr.io/echoserver', 'gcr.io/google_containers/echoserver'],
    tags: { '1.4': 44 * MB, '1.10': 36 * MB },
    program: server([8080], 120, {
      page: 'CLIENT VALUES:\nclient_address={client}\ncommand=GET\nreal path={path}\nSERVER VALUES:\nserver_version=nginx: 1.10.0\nhostname={pod}\n',
    }),
    executables: ['nginx'],
    hasShell: true,
  },
  {
    repository: 'registry.k8s.io/coredns/coredns',
    aliases: ['docker.io/coredns/coredns', 'k8s.gcr.io/coredns/coredns'],
    tags: { latest: 24 * MB, 'v1.11.3': 18 * MB, 'v1.12.1': 21 * MB },
    program: server([53, 8080, 8181, 9153], 200, {
      onTerm: { afterMs: 5_000, exitCode: 0 },
      prints: [
        { atMs: 150, text: '.:53' },
        { atMs: 190, text: 'CoreDNS-1.12.1' },
      ],
    }),
    executables: ['/coredns'],
    takesArgs: true,
    hasShell: false,
  },
  {
    repository: 'registry.k8s.io/pause',
    aliases: ['k8s.gcr.io/pause'],
    tags: { latest: 0.3 * MB, '3.9': 0.3 * MB, '3.10': 0.3 * MB, '3.10.1': 0.3 * MB },
    program: server([], 10, { onTerm: { afterMs: 10, exitCode: 0 } }),
    executables: ['/pause'],
    takesArgs: true,
    hasShell: false,
  },
  {
    repository: 'docker.io/kubelab/crash',
    tags: { latest: 5 * MB, '1': 5 * MB },
    program: task(1_000, 1, { lastWords: 'panic: this image always crashes after one second' }),
    executables: ['crash'],
    hasShell: true,
  },
  {
    repository: 'docker.io/kubelab/slow',
    tags: { latest: 600 * MB, '1': 600 * MB },
    program: server([8080], 20_000, { page: 'at last\n', onTerm: { afterMs: 10_000, exitCode: 0 } }),
    executables: ['slow'],
    hasShell: true,
    extraPullMs: 15_000,
  },
];
