// What expressions give, and how they are refused, as upstream's own tests of its CEL libraries have it.
import { describe, expect, it } from 'vitest';
import { authorizerValue } from './functions/authorizer.ts';
import { checkExpression, type CelScope, compileExpression } from './environment.ts';
import { policyScope } from './policy-scope.ts';
import { BOOL, type CelType, INT, listType, NULL, STRING } from './types.ts';
import { CelError, fromJson, type Value } from './values.ts';

const OBJECT = {
  metadata: { name: 'web', labels: { app: 'a', 'has-dash': 'x' } },
  spec: {
    replicas: 5,
    names: ['b', 'a'],
    size: '1500m',
    ports: [
      { name: 'http', port: 80 },
      { name: 'dns', port: 53 },
    ],
  },
};
const SCOPE: CelScope = policyScope({});
const LIMIT = 1_000_000;

const NAMES: Readonly<Record<string, Value>> = {
  object: fromJson(OBJECT),
  oldObject: null,
  request: fromJson({ userInfo: { username: 'ann', groups: ['dev'] }, operation: 'CREATE' }),
  namespaceObject: fromJson({ metadata: { name: 'n', labels: { team: 'a' } } }),
  authorizer: authorizerValue(({ verb, resource, path, serviceAccount }) => ({
    isAllowed: verb === 'get',
    reason: `${serviceAccount?.name ?? 'me'} ${verb} ${path ?? resource}`,
  })),
};

function run(expression: string): { readonly value: unknown; readonly cost: number } {
  const compiled = compileExpression(expression, SCOPE);
  if ('problem' in compiled) return { value: compiled.problem, cost: -1 };
  const { value, cost } = compiled.program((name) => NAMES[name], LIMIT);
  return { value: value instanceof CelError ? `error: ${value.message}` : value, cost };
}

describe('expressions of CEL', () => {
  it.each<[string, unknown]>([
    // The language.
    ['object.spec.replicas % 2 == 1', true],
    ['1 + 2 * 3 - 4 / 2', 5n],
    ['-5 / 2', -2n],
    ['1.5 + 2.0', 3.5],
    ['dyn(1) == 1.0 && dyn(1u) == 1 && {1: 2} == {1: 2}', true],
    ["1 < 1.5 && 2u > 1 && 'a' < 'b'", true],
    ["'a' + 'b' == 'ab' ? 'yes' : 'no'", 'yes'],
    ['r\'\\d\' + \'\\x41\\u00e9\\101\' + """\n"""', '\\dAéA\n'],
    ["b'\\xff' == bytes('\\u00ff')", false],
    ['!(true && false) || false', true],
    ['object.nosuch == 1 || true', true],
    ['object.nosuch == 1 && false', false],
    ['[1, 2] + [3] == [1, 2, 3]', true],
    ["{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", true],
    ["'a' in {'a': 1} && !('b' in ['a'])", true],
    ["object.metadata.labels['has-dash']", 'x'],
    ['object.metadata.labels.`has-dash`', 'x'],
    ['has(object.spec.replicas) && !has(object.spec.nosuch)', true],
    ['type(1) == int && type(object) == map && type([]) == list', true],
    ["int('42') + int(3.9) + int(7u)", 52n],
    ['string(1.0) + string(true) + string(5u) + string(1e30)', '1true51e+30'],
    ["size('é😀') == 2 && [1].size() == 1", true],
    ["'abc'.startsWith('a') && 'abc'.endsWith('c') && 'abc'.contains('b') && 'abc'.matches('^[a-c]+$')", true],
    // Macros.
    ['object.spec.ports.all(p, p.port > 50)', true],
    ["object.spec.ports.exists(p, p.name == 'dns')", true],
    ['object.spec.ports.exists_one(p, p.port == 80)', true],
    ["object.spec.ports.map(p, p.name) == ['http', 'dns']", true],
    ["object.spec.ports.map(p, p.port > 60, p.name) == ['http']", true],
    ['object.spec.ports.filter(p, p.port < 60).size()', 1n],
    ["object.metadata.labels.all(k, k != 'b')", true],
    ["object.metadata.labels.all(k, v, k != 'b' && v != 'y')", true],
    ["{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}", true],
    ["['x', 'y'].transformList(i, v, i == 1, v) == ['y']", true],
    ["{'a': 'b'}.transformMapEntry(k, v, {v: k}) == {'b': 'a'}", true],
    ['[[1], [2, 3]].map(x, x.map(y, y * 2)) == [[2], [4, 6]]', true],
    ['[1, 2].exists(x, object.nosuch == x)', 'error: no such key: nosuch'],
    ['[0, 2].exists(x, 4 / x == 2)', true],
    // Optional values.
    ["object.spec.?missing.orValue('none')", 'none'],
    ['object.?spec.?replicas.hasValue()', true],
    ["object.metadata.labels[?'zz'].or(optional.of('q')).value()", 'q'],
    ['optional.none().hasValue()', false],
    ["optional.ofNonZeroValue('').hasValue()", false],
    ['object.?spec.replicas.optMap(r, r * 2).orValue(0)', 10n],
    ['[?object.?nosuch, ?optional.of(1)] == [1]', true],
    ["{?'a': object.?nosuch, 'b': 1} == {'b': 1}", true],
    ['optional.none().value()', 'error: optional.none() dereference'],
    // Strings.
    ["'hello'.charAt(1) + 'HeLLo'.lowerAscii() + 'é'.upperAscii()", 'ehelloé'],
    ["'tacocat'.indexOf('ac') + 'tacocat'.lastIndexOf('at') + 'tacocat'.indexOf('a', 3)", 11n],
    ["'a-b-c'.split('-') == ['a', 'b', 'c'] && 'a-b-c'.split('-', 2) == ['a', 'b-c']", true],
    ["'hello hello'.replace('he', 'we') + 'hello hello'.replace('he', 'we', 1)", 'wello wellowello hello'],
    ["'tacocat'.substring(4) + 'tacocat'.substring(0, 4)", 'cattaco'],
    ["['a', 'b'].join('-') + '  x '.trim() + strings.quote('q\"')", 'a-bx"q\\""'],
    ["'%s has %d: %s'.format([dyn('x'), 3, [dyn('a'), 1]])", 'x has 3: ["a", 1]'],
    ["'%.2f %x %X %b %o %%'.format([dyn(1234.567), 255, 'a', 5, 8])", '1,234.57 ff 61 101 10 %'],
    ["'%e'.format([1052.032911275])", '1.052033\u202f×\u202f10⁰³'],
    ["'abc 123'.find('[0-9]+') + '123 abc 456'.findAll('[0-9]+')[1]", '123456'],
    ["'123 abc 456'.findAll('[0-9]+', 1).size()", 1n],
    ["'x'.charAt(5)", 'error: index out of range: 5'],
    // Lists and sets.
    ['[1, 3, 2].max() + [1, 2].sum() + [4, 5].min()', 10n],
    ["['a', 'b'].isSorted() && ![2, 1].isSorted()", true],
    ['[1, 2, 1].indexOf(1) + [1, 2, 1].lastIndexOf(1)', 2n],
    ['[].max()', 'error: max called on empty list'],
    ["sets.contains(['a', 'b', 'c'], object.spec.names)", true],
    ['sets.intersects([1], [2]) || sets.equivalent([1, 1], [1])', true],
    // Quantities and versions.
    ["quantity(object.spec.size).isLessThan(quantity('2'))", true],
    ["quantity('50k').add(20).compareTo(quantity('50020')) == 0", true],
    ["quantity('1Gi').asInteger()", 1_073_741_824n],
    ["isQuantity('5 apples') || quantity('1.5').isInteger()", false],
    ["quantity('200M') == quantity('0.2G')", true],
    ["sign(quantity('-1'))", -1n],
    ["semver('1.2.3').isGreaterThan(semver('1.2.3-rc.1')) && isSemver('1.0.0') && !isSemver('v1.0')", true],
    ["semver('v01.1', true).minor() + semver('1.2.3').patch()", 4n],
    ["semver('1.x.0')", 'error: Invalid character(s) found in minor number "x"'],
    // Addresses.
    ["ip('::1').isLoopback() && ip('10.0.0.1').family() == 4", true],
    ["isIP('1.2.3') || isIP('01.2.3.4')", false],
    ["ip.isCanonical('2001:db8::abcd') && !ip.isCanonical('2001:DB8::ABCD')", true],
    ["cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsIP(ip('10.1.2.3'))", true],
    ["cidr('10.0.0.0/8').containsCIDR('10.0.0.0/7')", false],
    ["string(cidr('192.168.1.5/24').masked()) + string(cidr('192.168.1.5/24').ip())", '192.168.1.0/24192.168.1.5'],
    ["url('https://example.com:80/a/b?c=d').getHostname() + url('https://example.com:80/a/b?c=d').getPort()", 'example.com80'],
    ["url('https://example.com/p?k1=a&k2=b&k2=c').getQuery() == {'k1': ['a'], 'k2': ['b', 'c']}", true],
    ["isURL('../relative') || isURL('ht tp://x')", false],
    ["url('/a b').getEscapedPath()", '/a%20b'],
    // Formats.
    ["format.dns1123Label().validate('my-name').hasValue()", false],
    ["format.dns1123Label().validate('My').value().size()", 1n],
    ["format.named('nosuch').hasValue() || !format.named('uuid').hasValue()", false],
    // Time.
    ["duration('1h30m') == duration('90m') && duration('90s').getMinutes() == 1", true],
    ["timestamp('2024-02-29T12:00:00Z') + duration('24h') == timestamp('2024-03-01T12:00:00Z')", true],
    ["timestamp('2024-02-29T12:00:00Z').getDayOfWeek('+13:00')", 5n],
    ["string(timestamp('2024-02-29T12:00:00.5+01:00')) + string(duration('1.5s'))", '2024-02-29T11:00:00.5Z1.5s'],
    // Whether somebody may.
    ["authorizer.group('').resource('pods').namespace('a').check('get').allowed()", true],
    ["authorizer.path('/healthz').check('post').reason()", 'me post /healthz'],
    ["authorizer.serviceAccount('n', 'bot').group('').resource('pods').check('get').reason()", 'bot get pods'],
    ["authorizer.path(' ').check('get').allowed()", 'error: path must not be empty'],
    ["authorizer.group('').resource('pods').check('get').errored()", false],
    // What goes wrong while it runs.
    ['object.spec.nosuch', 'error: no such key: nosuch'],
    ['oldObject.spec', 'error: no such key: spec'],
    ['object.spec.names[7]', 'error: index out of bounds: 7'],
    ['object.spec.replicas > dyn("x")', 'error: no such overload'],
    ['object.spec.replicas.startsWith("x")', 'error: no such overload: startsWith(int, string)'],
    ['1 / 0', 'error: division by zero'],
    ['9223372036854775807 + 1', 'error: integer overflow'],
    ['object.spec.replicas ? 1 : 2', 'error: no such overload'],
  ])('%s', (expression, expected) => {
    const { value } = run(expression);
    expect(value).toEqual(expected);
  });
});

describe('refusals', () => {
  const PRIMARY = "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

  it.each<[string, string]>([
    ['object.x in [1, 2, ', "ERROR: <input>:1:20: Syntax error: missing ']' at '<EOF>'\n | object.x in [1, 2, \n | ...................^"],
    [
      '1 + $',
      `ERROR: <input>:1:5: Syntax error: token recognition error at: '$'\n | 1 + $\n | ....^\nERROR: <input>:1:6: Syntax error: mismatched input '<EOF>' expecting ${PRIMARY}\n | 1 + $\n | .....^`,
    ],
    [
      'a | b',
      "ERROR: <input>:1:3: Syntax error: token recognition error at: '| '\n | a | b\n | ..^\nERROR: <input>:1:5: Syntax error: extraneous input 'b' expecting <EOF>\n | a | b\n | ....^",
    ],
    ['1 + 2\n3 +', "ERROR: <input>:2:1: Syntax error: mismatched input '3' expecting <EOF>\n | 3 +\n | ^"],
    ['{a}', "ERROR: <input>:1:3: Syntax error: mismatched input '}' expecting ':'\n | {a}\n | ..^"],
    ['?', `ERROR: <input>:1:1: Syntax error: mismatched input '?' expecting ${PRIMARY}\n | ?\n | ^`],
    ['a.true', "ERROR: <input>:1:3: Syntax error: mismatched input 'true' expecting IDENTIFIER\n | a.true\n | ..^"],
    ['while == 1', 'ERROR: <input>:1:1: reserved identifier: while\n | while == 1\n | ^'],
    ['has(object)', 'ERROR: <input>:1:5: invalid argument to has() macro\n | has(object)\n | ....^'],
    ['[1].map(a.b, a)', 'ERROR: <input>:1:10: argument is not an identifier\n | [1].map(a.b, a)\n | .........^'],
    ['nosuch == 1', "ERROR: <input>:1:1: undeclared reference to 'nosuch' (in container '')\n | nosuch == 1\n | ^"],
    ['params.x == 1', "ERROR: <input>:1:1: undeclared reference to 'params' (in container '')\n | params.x == 1\n | ^"],
    ['variables.x', "ERROR: <input>:1:10: undefined field 'x'\n | variables.x\n | .........^"],
    ['request.usr', "ERROR: <input>:1:8: undefined field 'usr'\n | request.usr\n | .......^"],
    ["1 + 'a'", "ERROR: <input>:1:3: found no matching overload for '_+_' applied to '(int, string)'\n | 1 + 'a'\n | ..^"],
    [
      "'a'.startsWith(1)",
      "ERROR: <input>:1:15: found no matching overload for 'startsWith' applied to 'string.(int)'\n | 'a'.startsWith(1)\n | ..............^",
    ],
    ['foo(1)', "ERROR: <input>:1:4: undeclared reference to 'foo' (in container '')\n | foo(1)\n | ...^"],
    ["[1, 'a']", "ERROR: <input>:1:5: expected type 'int' but found 'string'\n | [1, 'a']\n | ....^"],
    ['1 && true', "ERROR: <input>:1:1: expected type 'bool' but found 'int'\n | 1 && true\n | ^"],
    [
      "'a'.all(x, true)",
      "ERROR: <input>:1:1: expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
    ['request.operation.x', "ERROR: <input>:1:18: type 'string' does not support field selection"],
    ["'a'.matches('[a')", 'ERROR: <input>:1:13: invalid matches argument'],
    ["duration('1x')", 'ERROR: <input>:1:10: invalid duration argument'],
    ["'%d'.format(['a'])", 'ERROR: <input>:1:14: decimal clause can only be used on integers, was given string'],
    ['[3].sort()', "ERROR: <input>:1:9: undeclared reference to 'sort' (in container '')"],
  ])('%s', (expression, expected) => {
    expect(String(run(expression).value).slice(0, expected.length)).toBe(expected);
  });

  it('types are what the field wants', () => {
    expect(checkExpression('size(object)', [BOOL], SCOPE)).toBe('must evaluate to bool but got int');
    expect(checkExpression('object.x', [BOOL], SCOPE)).toBe('must evaluate to bool but got dyn');
    expect(checkExpression('true', [STRING, NULL], SCOPE)).toBe('must evaluate to one of [string null_type] but got bool');
    expect(checkExpression('[1]', [BOOL], SCOPE)).toBe('must evaluate to bool but got list(int)');
    expect(checkExpression("'x'", [STRING, NULL], SCOPE)).toBeUndefined();
  });
});

describe('cost', () => {
  it.each<[string, number]>([
    ['true', 0],
    ['object.spec.replicas == 5', 4],
    ['has(object.spec.replicas)', 2],
    ["object.metadata.name.startsWith('web')", 4],
    ['[1, 2, 3].all(x, x > 0)', 16],
    ["['a', 'b'].map(x, x)", 27],
    ["object.metadata.name in ['a', 'b']", 3],
    ["authorizer.group('').resource('pods').check('get').allowed()", 350_004],
  ])('%s costs %d', (expression, cost) => {
    expect(run(expression).cost).toBe(cost);
  });

  it('an expression that costs too much is stopped', () => {
    const check = "authorizer.group('').resource('pods').check('get').allowed()";
    expect(run(`${check} && ${check} && ${check}`).value).toBe('error: operation cancelled: actual cost limit exceeded');
    const digits = '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]';
    const loops = `${digits}.all(a, ${digits}.all(b, ${digits}.all(c, ${digits}.all(d, ${digits}.all(e, ${digits}.all(f, a >= 0))))))`;
    expect(run(loops).value).toBe('error: operation cancelled: actual cost limit exceeded');
  });
});

describe('expressions made to bring the server down', () => {
  const TOO_DEEP = 'expression recursion limit exceeded: 250';

  it.each<[string, string]>([
    ['a long sum', `1${'+1'.repeat(4000)}`],
    ['a long comparison', `true${'==true'.repeat(2000)}`],
    ['a long way down', `object${'.a'.repeat(4000)}`],
    ['a long way down of calls', `'a'${'.trim()'.repeat(2000)}`],
    ['a long choice', `${'true?1:'.repeat(4000)}2`],
    ['choices in parentheses', `${'true?('.repeat(3000)}1${'):2'.repeat(3000)}`],
    ['sums in parentheses', `${'('.repeat(200)}1${`${'+1'.repeat(200)})`.repeat(200)}`],
  ])('%s is refused', (_name, expression) => {
    expect(run(expression).value).toContain(TOO_DEEP);
  });

  it('what is only long, or deep as people write it, runs', () => {
    expect(run(`true${'&&true'.repeat(2000)}`).value).toBe(true);
    expect(run(`${'('.repeat(200)}1${')'.repeat(200)}`).value).toBe(1n);
    expect(run(`0${'+1'.repeat(200)}`).value).toBe(200n);
  });

  it('and and or go on in the order of the text', () => {
    expect(run('false || false || true || object.none.none').value).toBe(true);
    expect(run('true && true && false && object.none.none && true').value).toBe(false);
  });

  it('a pattern that a machine which tries everything never finishes', () => {
    expect(run(`'${'a'.repeat(40)}!'.matches('^(a+)+$')`).value).toBe(false);
    expect(run("'x'.find('[[:toString:]]')").value).toContain('invalid character class range: `[:toString:]`');
  });

  it('digits without end', () => {
    expect(run("'%.101f'.format([1.0])").value).toContain('precision 101 exceeds maximum allowed precision 100');
    expect(run("'%.100e'.format([1.0]).size() > 100").value).toBe(true);
    expect(run("'%.f'.format([1.0])").value).toContain('error while converting precision to integer');
  });

  it('words of the language the server is written in name nothing', () => {
    expect(run("format.named('constructor').hasValue()").value).toBe(false);
    expect(run("constructor('a') == 1").value).toContain("undeclared reference to 'constructor'");
  });
});

describe('a text compiled once is not taken for another', () => {
  it('where the same variable has another type', () => {
    const withItems = (type: CelType): CelScope => ({ ...SCOPE, variables: new Map([['items', listType(type)]]) });
    expect(checkExpression('variables.items.sum() == 3', [BOOL], withItems(INT))).toBeUndefined();
    expect(checkExpression('variables.items.sum() == 3', [BOOL], withItems(STRING))).toContain('found no matching overload');
  });

  it('where the resource asked for is not known', () => {
    const expression = "authorizer.requestResource.check('get').allowed()";
    expect(checkExpression(expression, [BOOL], SCOPE)).toBeUndefined();
    expect(checkExpression(expression, [BOOL], { ...SCOPE, requestResource: false })).toContain('requestResource');
  });
});
