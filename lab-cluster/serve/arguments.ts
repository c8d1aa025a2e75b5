// The command line of `kubelab`: what was asked, or a sentence that says what is wrong with it.

export interface RunArguments {
  readonly command: 'run';
  readonly files: readonly string[];
  readonly until: string | undefined;
  readonly seed: number;
  readonly nodes: number;
  readonly tracePath: string | undefined;
}

export interface ServeArguments {
  readonly command: 'serve';
  readonly port: number;
  readonly kubeconfig: string | undefined;
  /** Absent: three, or what the data directory keeps. */
  readonly nodes: number | undefined;
  /** Virtual seconds per real second. */
  readonly speed: number | 'max';
  /** Absent: 1, or what the data directory keeps. */
  readonly seed: number | undefined;
  readonly data: string | undefined;
  readonly auditLog: string | undefined;
}

export type Arguments = RunArguments | ServeArguments | { readonly command: 'help'; readonly usage: string } | Wrong;

interface Wrong {
  readonly command: 'wrong';
  readonly problem: string;
  /** Where more is told. */
  readonly see: string;
}

const RUN_USAGE = `kubelab run FILE… [--until CONDITION] [--seed N] [--nodes N] [--trace out.json]

Applies manifests to a fresh simulated cluster, lets it run until nothing is left to do, and tells what happened.

  --until CONDITION  stop there instead, and fail when it is not reached within 10 virtual minutes:
                       deployment/web:ready            all replicas updated and ready
                       pod/web-0:condition=Ready       a condition is True
                       service/web:status.loadBalancer.ingress.0.ip   a field is set
                       deployment/web:status.readyReplicas=3          a field has a value
                       pod/web-0:deleted               it is gone
                       30s                             so much virtual time has passed (s, m or h; at most 24h)
                     another namespace than default goes before the name: pod/shop/web-0:deleted
  --seed N           everything that looks like chance grows from it (default 1)
  --nodes N          worker nodes (default 3)
  --trace FILE       write every step of the trace as JSON

Exits 0 when the end was reached, 1 when it was not.`;

const SERVE_USAGE = `kubelab serve [--port N] [--kubeconfig FILE] [--nodes N] [--speed X|max] [--seed N] [--data DIR] [--audit-log FILE]

Runs a simulated cluster behind https://127.0.0.1, for kubectl and everything that speaks Kubernetes, until it is interrupted.
When it answers it prints one line of JSON: {"ready":true,"server":"https://…","kubeconfig":"…","pid":N}

  --port N           where to listen (default 0: any free port)
  --kubeconfig FILE  where to write the administrator's kubeconfig (default: in the data directory, or one of its own that
                     goes when it ends)
  --nodes N          worker nodes (default 3, or what the data directory keeps)
  --seed N           everything that looks like chance grows from it (default 1, or what the data directory keeps)
  --speed X          virtual seconds per real second, 0.01 to 1000, or max (default 1). From 1 on requests are answered at
                     once; below, they take as much longer as time is slower. With max, time runs while there is something to
                     do and stands still between, when only heartbeats are left
  --data DIR         keep the cluster's state, certificates and kubeconfig there, and go on from them the next time (default:
                     nothing is kept)
  --audit-log FILE   append every request as an audit.k8s.io/v1 event, one a line; where a secret or a token would stand is
                     REDACTED. The file is for its owner alone and grows without a limit: remove it while nothing is
                     served

Of the past only what happened in the last five to ten virtual minutes is kept, as by a real API server.`;

const USAGE = { run: RUN_USAGE, serve: SERVE_USAGE } as const;

const VALUE_FLAGS = {
  run: new Set(['--until', '--seed', '--nodes', '--trace']),
  serve: new Set(['--port', '--kubeconfig', '--nodes', '--speed', '--seed', '--data', '--audit-log']),
} as const;

type Values = ReadonlyMap<string, string>;
/** What is to be done, or a sentence that says what is wrong with the words. */
type Parsed = Exclude<Arguments, { readonly command: 'help' | 'wrong' }> | string;

/** `args` without node and script. */
export function parseArguments(args: readonly string[]): Arguments {
  const [command = '', ...rest] = args;
  const topic = command === 'help' ? (rest[0] ?? '') : command;
  const known = topic === 'run' || topic === 'serve' ? topic : undefined;
  if (command === '' || command === 'help' || args.includes('--help') || args.includes('-h'))
    return { command: 'help', usage: known === undefined ? Object.values(USAGE).join('\n\n') : USAGE[known] };
  if (known === undefined) return { command: 'wrong', problem: `unknown command "${command}"`, see: 'kubelab --help' };
  const parsed = parse(known, rest);
  return typeof parsed === 'string' ? { command: 'wrong', problem: parsed, see: `kubelab ${known} --help` } : parsed;
}

function parse(command: 'run' | 'serve', rest: readonly string[]): Parsed {
  const files: string[] = [];
  const values = new Map<string, string>();
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] as string;
    const [flag, inline] = word.startsWith('--') ? splitOnce(word, '=') : [word, undefined];
    if (!word.startsWith('-') || word === '-') {
      files.push(word);
      continue;
    }
    if (!VALUE_FLAGS[command].has(flag)) return `unknown flag: ${flag}`;
    const value = inline ?? rest[++i];
    if (value === undefined || value === '') return `flag needs an argument: ${flag}`;
    values.set(flag, value);
  }
  const seed = wholeNumber(values.get('--seed') ?? '1');
  const nodes = wholeNumber(values.get('--nodes') ?? '3');
  if (seed === undefined) return `--seed takes a whole number, not "${values.get('--seed')}"`;
  if (nodes === undefined || nodes < 1 || nodes > 5000) return `--nodes takes 1 to 5000, not "${values.get('--nodes')}"`;
  return command === 'run' ? runArguments(files, values, seed, nodes) : serveArguments(files, values, seed, nodes);
}

function runArguments(files: readonly string[], values: Values, seed: number, nodes: number): Parsed {
  if (files.length === 0) return 'name at least one manifest file';
  return { command: 'run', files, until: values.get('--until'), seed, nodes, tracePath: values.get('--trace') };
}

function serveArguments(files: readonly string[], values: Values, seed: number, nodes: number): Parsed {
  if (files.length > 0) return `serve takes no files: "${files[0]}"`;
  const port = wholeNumber(values.get('--port') ?? '0');
  if (port === undefined || port > 65_535) return `--port takes 0 to 65535, not "${values.get('--port')}"`;
  const words = values.get('--speed') ?? '1';
  const speed = words === 'max' ? 'max' : /^\d{1,4}(\.\d{1,4})?$/.test(words) ? Number(words) : 0;
  if (speed !== 'max' && (speed < 0.01 || speed > 1000)) return `--speed takes 0.01 to 1000 or max, not "${words}"`;
  return {
    command: 'serve',
    port,
    speed,
    seed: values.has('--seed') ? seed : undefined,
    nodes: values.has('--nodes') ? nodes : undefined,
    kubeconfig: values.get('--kubeconfig'),
    data: values.get('--data'),
    auditLog: values.get('--audit-log'),
  };
}

function splitOnce(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
