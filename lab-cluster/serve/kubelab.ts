// The `kubelab` command.
import { USAGE, parseArguments } from './arguments.ts';
import { run } from './run.ts';

const args = parseArguments(process.argv.slice(2));
const output = {
  out: (line: string) => void process.stdout.write(`${line}\n`),
  err: (line: string) => void process.stderr.write(`${line}\n`),
};
switch (args.command) {
  case 'help':
    output.out(USAGE);
    break;
  case 'wrong':
    output.err(`error: ${args.problem}\n\n${USAGE}`);
    process.exitCode = 1;
    break;
  case 'run':
    process.exitCode = await run(args, output);
}
