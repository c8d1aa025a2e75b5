// Runs the scripted session with one kubectl against a fresh lab, and says of each command that differed how.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Ran, runKubectl } from '../kubectl.ts';
import { ServedLab } from '../served-lab.ts';
import type { Step } from './step.ts';

export interface SessionResult {
  readonly ran: number;
  readonly failed: number;
}

/** Virtual seconds a second: nobody waits long for a rollout, and a watch still sees what happens between. */
const SPEED = 20;
const SHOWN = 300;

const FILES: Readonly<Record<string, string>> = {
  'notes.txt': 'remember the milk\n',
  'app.env': 'MODE=test\nLEVEL=3\n',
  'two.yaml': ['a', 'b']
    .map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\ndata: {k: v}\n`)
    .join('---\n'),
  'kustomization.yaml': 'namespace: shop\nnamePrefix: k-\nresources: [two.yaml]\nconfigMapGenerator: [{name: gen, literals: [a=b]}]\n',
  'raw.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"raw"}}',
  'role.yaml':
    'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reconciled, namespace: shop}\nrules:\n' +
    '- {apiGroups: [""], resources: [pods], verbs: [get]}\n',
};

export async function runSession(
  binary: string,
  version: string,
  steps: readonly Step[],
  say: (line: string) => void,
): Promise<SessionResult> {
  const lab = await new ServedLab().start({ speed: SPEED });
  try {
    const dir = path.join(lab.dir, 'files');
    mkdirSync(dir);
    for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(dir, name), text);
    copyFileSync(path.join(lab.dir, 'admin.crt'), path.join(dir, 'tls.crt'));
    copyFileSync(path.join(lab.dir, 'admin.key'), path.join(dir, 'tls.key'));
    const known = steps.filter(({ options }) => options.since === undefined || isAtLeast(version, options.since));
    let failed = 0;
    for (const step of known) {
      const args = words(step.run).map((word) => word.replaceAll('$DIR', dir));
      const { input, env, until } = step.options;
      const ran = await runKubectl(binary, args, {
        kubeconfig: lab.kubeconfig,
        cacheDir: path.join(lab.dir, 'cache'),
        ...(input === undefined ? {} : { input }),
        ...(env === undefined ? {} : { env }),
        ...(until === undefined ? {} : { enough: (out: string) => until.test(out) }),
      });
      const wrong = differenceOf(step, ran);
      if (wrong === undefined) continue;
      failed++;
      say(`FAIL kubectl ${version} ${step.run}: ${wrong}`);
    }
    return { ran: known.length, failed };
  } finally {
    await lab.stop();
  }
}

function differenceOf({ code, says, options }: Step, ran: Ran): string | undefined {
  const said = ran.out + ran.err;
  const shown = JSON.stringify(said.length > SHOWN ? `${said.slice(0, SHOWN)}…` : said);
  const missing = says.find((pattern) => !pattern.test(said));
  if (missing !== undefined) return `does not say ${String(missing)} but (exit code ${ran.code}) ${shown}`;
  if (options.not?.test(said) === true) return `says ${String(options.not)}: ${shown}`;
  // Who has seen enough ends the command with a signal.
  if (options.until === undefined && ran.code !== code) return `exit code ${ran.code} instead of ${code}: ${shown}`;
  return undefined;
}

/** Splits at spaces outside single quotes. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/(?:[^\s']|'[^']*')+/g)].map(([word]) => word.replaceAll("'", ''));
}

function isAtLeast(version: string, since: string): boolean {
  return Number(version.split('.')[1]) >= Number(since.split('.')[1]);
}
