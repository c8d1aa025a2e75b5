// Kubernetes' own CEL functions give what upstream's documentation of them says.
import { expect, it } from 'vitest';
import { celValue, compileExpression } from './environment.ts';

const OBJECT = { spec: { replicas: 5, names: ['b', 'a'], size: '1500m' } };

function result(expression: string): unknown {
  const compiled = compileExpression(expression, 'policy');
  if ('problem' in compiled) return compiled.problem;
  return compiled.program({ object: celValue(OBJECT) });
}

it.each<[string, unknown]>([
  ['object.spec.replicas % 2 == 1', true],
  ["quantity(object.spec.size).isLessThan(quantity('2'))", true],
  ["quantity('50k').add(20).compareTo(quantity('50020')) == 0", true],
  ["quantity('1Gi').asInteger()", 1_073_741_824n],
  ["isQuantity('5 apples')", false],
  ["ip('::1').isLoopback()", true],
  ["isIP('1.2.3')", false],
  ["cidr('10.0.0.0/8').containsIP('10.1.2.3')", true],
  ["cidr('10.0.0.0/8').containsCIDR('10.0.0.0/7')", false],
  ["url('https://example.com:80/a/b?c=d').getHostname()", 'example.com'],
  ["'abc 123'.find('[0-9]+')", '123'],
  ["'123 abc 456'.findAll('[0-9]+').size()", 2n],
  ['object.spec.names.isSorted()', false],
  ['[1, 3, 2].max() + [1, 2].sum()', 6n],
  ["sets.contains(['a', 'b', 'c'], object.spec.names)", true],
  ['sets.intersects([1], [2])', false],
  ["'%s has %d: %s'.format(['x', 3, ['a', 1]])", 'x has 3: [a, 1]'],
  ["object.spec.?missing.orValue('none')", 'none'],
])('%s', (expression, expected) => {
  expect(result(expression)).toEqual(expected);
});
