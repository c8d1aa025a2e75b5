// yaml-language-server, which only the benchmarks need: fetched into .cache, and spoken to over its standard streams.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cleanEnv, mustRun } from '../lib/exec.mjs';
import { cache } from '../lib/paths.mjs';

const version = '2.0.0';

export async function ensureLanguageServer(say) {
  const folder = path.join(cache, 'bench-yaml');
  const program = path.join(folder, 'node_modules/yaml-language-server/bin/yaml-language-server');
  if (existsSync(program)) return program;
  say(`fetching yaml-language-server ${version} …`);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  await mustRun('npm', ['install', '--no-save', '--ignore-scripts', `yaml-language-server@${version}`], { cwd: folder, env: cleanEnv() });
  return program;
}

/** A running server that checks every YAML file with the schema in `schemaFile`. */
export function startLanguageServer(program, schemaFile) {
  const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const answers = new Map();
  let published = () => {};
  let nextId = 1;
  const settings = {
    validate: true,
    schemas: { [pathToFileURL(schemaFile).href]: '*.yaml' },
    schemaStore: { enable: false },
    hover: false,
  };
  const send = (message) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const receive = (message) => {
    if (message.method === 'textDocument/publishDiagnostics') published(message.params);
    else if (message.method === 'workspace/configuration')
      send({ id: message.id, result: message.params.items.map(({ section }) => (section === 'yaml' ? settings : {})) });
    else if (message.id !== undefined && message.method !== undefined) send({ id: message.id, result: null });
    else answers.get(message.id)?.(message.result);
  };
  readMessages(child.stdout, receive);
  const request = (method, params) =>
    new Promise((resolve) => {
      const id = nextId++;
      answers.set(id, resolve);
      send({ id, method, params });
    });
  return {
    pid: child.pid,
    async begin() {
      const capabilities = { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } };
      await request('initialize', { processId: process.pid, rootUri: null, capabilities });
      send({ method: 'initialized', params: {} });
      send({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml: settings } } });
    },
    notify: (method, params) => send({ method, params }),
    /** The next diagnostics of a file for which `isIt` holds. */
    diagnostics: (uri, isIt = () => true) =>
      new Promise((resolve) => {
        published = (params) => {
          if (params.uri === uri && isIt(params.diagnostics)) resolve(params.diagnostics);
        };
      }),
    stop: () => child.kill(),
  };
}

function readMessages(stream, receive) {
  let buffer = Buffer.alloc(0);
  stream.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, end).toString())?.[1]);
      if (buffer.length < end + 4 + length) return;
      const text = buffer.subarray(end + 4, end + 4 + length).toString();
      buffer = buffer.subarray(end + 4 + length);
      receive(JSON.parse(text));
    }
  });
}
