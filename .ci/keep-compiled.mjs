// Keeps what V8 compiled of a program by the time it serves: keep-compiled.mjs PROGRAM FILE. `lab-cluster/serve/kubelab.ts` starts with it.
import { readFileSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';

const [program, file] = process.argv.slice(2);
const script = new Script(Module.wrap(readFileSync(program, 'utf8')), { filename: program });
const write = process.stdout.write.bind(process.stdout);
// The ready line is the first that it writes; by then all that starts a server has run.
process.stdout.write = (...args) => {
  process.stdout.write = write;
  writeFileSync(file, script.createCachedData());
  process.kill(process.pid, 'SIGTERM');
  return write(...args);
};
process.argv = [process.execPath, program, 'serve', '--port', '0'];
const exported = { exports: {} };
script.runInThisContext()(exported.exports, Module.createRequire(program), exported, program, path.dirname(program));
