// The command line of `kubelab`: what was asked, or a sentence that says what is wrong with it.

export interface RunArguments {
  readonly command: 'run';
  readonly files: readonly string[];
  readonly until: string | undefined;
  readonly seed: number;
  readonly nodes: number;
  readonly tracePath: string | undefined;
}

export type Arguments = RunArguments | { readonly command: 'help' } | { readonly command: 'wrong'; readonly problem: string };

export const USAGE = `kubelab run FILE… [--until CONDITION] [--seed N] [--nodes N] [--trace out.json]

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

const VALUE_FLAGS = new Set(['--until', '--seed', '--nodes', '--trace']);

/** `args` without node and script. */
export function parseArguments(args: readonly string[]): Arguments {
  if (args.length === 0 || args.includes('--help') || args.includes('-h') || args[0] === 'help') return { command: 'help' };
  if (args[0] !== 'run') return { command: 'wrong', problem: `unknown command "${args[0]}"` };
  const files: string[] = [];
  const values = new Map<string, string>();
  for (let i = 1; i < args.length; i++) {
    const word = args[i] as string;
    const [flag, inline] = word.startsWith('--') ? splitOnce(word, '=') : [word, undefined];
    if (!word.startsWith('-') || word === '-') {
      files.push(word);
      continue;
    }
    if (!VALUE_FLAGS.has(flag)) return { command: 'wrong', problem: `unknown flag: ${flag}` };
    const value = inline ?? args[++i];
    if (value === undefined) return { command: 'wrong', problem: `flag needs an argument: ${flag}` };
    values.set(flag, value);
  }
  const seed = wholeNumber(values.get('--seed') ?? '1');
  const nodes = wholeNumber(values.get('--nodes') ?? '3');
  if (seed === undefined) return { command: 'wrong', problem: `--seed takes a whole number, not "${values.get('--seed')}"` };
  if (nodes === undefined || nodes < 1 || nodes > 5000)
    return { command: 'wrong', problem: `--nodes takes 1 to 5000, not "${values.get('--nodes')}"` };
  if (files.length === 0) return { command: 'wrong', problem: 'name at least one manifest file' };
  return { command: 'run', files, until: values.get('--until'), seed, nodes, tracePath: values.get('--trace') };
}

function splitOnce(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
