// What simple commands print: echo, printf, date, hostname, env. Output that goes into a file is not printed.

export type Environment = ReadonlyMap<string, string>;

/** Lines of one command; none where it prints nothing we know of. */
export function printedBy(command: string, environment: Environment): readonly string[] {
  const text = command.replace(/^do\s+/, '').replace(/\s*(?:2>&1|1?>&2|2>\s*\S+)\s*$/, '');
  if (/(?:^|[^\\0-9&])>>?\s*[^\s>&]+\s*$/.test(unquoted(text))) return [];
  const [first = '', ...rest] = text.split(/\s+/);
  switch (first) {
    case 'echo': {
      const flag = rest[0] === '-n' || rest[0] === '-e' || rest[0] === '-ne' ? rest[0] : '';
      const said = expand(text.slice('echo'.length).trimStart().slice(flag.length).trimStart(), environment);
      return (flag.includes('e') ? said.replaceAll('\\n', '\n').replaceAll('\\t', '\t') : said).split('\n');
    }
    case 'printf':
      return expand(text.slice('printf'.length).trim(), environment).replaceAll('\\t', '\t').replace(/\\n$/, '').split('\\n');
    case 'date':
      return ['{date}'];
    case 'hostname':
      return ['{pod}'];
    case 'env':
    case 'printenv':
      return rest.length === 0
        ? [...environment].map(([name, value]) => `${name}=${value}`)
        : rest.flatMap((name) => environment.get(name) ?? []);
    case 'whoami':
      return ['root'];
    case 'pwd':
      return ['/'];
    default:
      return [];
  }
}

/** Quotes taken away, variables and the two commands that examples put into a line filled in. */
export function expand(text: string, environment: Environment): string {
  return [...text.matchAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|([^'"]+)/g)]
    .map(([, single, double, plain]) => single ?? filled((double ?? plain ?? '').replace(/\\(["$`\\])/g, '$1'), environment))
    .join('');
}

function filled(text: string, environment: Environment): string {
  return text
    .replace(/\$\((date|hostname)[^)]*\)|`(date|hostname)[^`]*`/g, (_, one?: string, other?: string) =>
      (one ?? other) === 'date' ? '{date}' : '{pod}',
    )
    .replace(/\$\{(\w+)\}|\$(\w+)/g, (_, braced?: string, bare?: string) => {
      const name = braced ?? bare ?? '';
      return environment.get(name) ?? (name === 'HOSTNAME' ? '{pod}' : '');
    });
}

/** The command with what stands in quotes blanked, so that a `>` in a text is no redirection. */
function unquoted(text: string): string {
  return text.replace(/'[^']*'|"(?:[^"\\]|\\.)*"/g, (quoted) => '_'.repeat(quoted.length));
}
