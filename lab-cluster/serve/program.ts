// What the `kubelab` command does.
import { parseArguments } from './arguments.ts';
import { run } from './run.ts';
import { serve } from './serve.ts';

const output = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  err: (line: string) => void process.stderr.write(`${line}\n`),
};

async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2));
  switch (args.command) {
    case 'help':
      output.out(args.usage);
      return 0;
    case 'wrong':
      output.err(`error: ${args.problem}\nSee '${args.see}' for usage.`);
      return 1;
    case 'run':
      return run(args, output);
    case 'serve':
      return serve(args, output);
  }
}

// Whoever reads may have had enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});

void main().then((code) => {
  process.exitCode = code;
});
