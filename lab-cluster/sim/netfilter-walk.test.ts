// Packets take the rules that a kernel would take.
import { describe, expect, test } from 'vitest';
import { type Chain, type Rule, type Ruleset, ruleText, saveText } from './netfilter.ts';
import { type Packet, type RuleHost, evaluate } from './netfilter-walk.ts';

const packet: Packet = {
  protocol: 'tcp',
  source: '10.244.1.5',
  sourcePort: 40000,
  destination: '10.96.0.20',
  destinationPort: 80,
  mark: 0,
};

function host(...draws: number[]): RuleHost {
  return { isLocal: (address) => address === '10.0.1.1', state: 'NEW', outgoingAddress: '10.0.1.1', draw: () => draws.shift() ?? 0 };
}

function nat(...chains: readonly Chain[]): Ruleset {
  return { nat: new Map(chains.map((chain) => [chain.name, chain])), filter: new Map() };
}

const accept: Rule['target'] = { kind: 'accept' };
const toAlpha: Rule['target'] = { kind: 'dnat', address: '10.244.2.2', port: 8080 };

describe('a rule', () => {
  const cases: readonly (readonly [string, Rule, boolean])[] = [
    ['matches its protocol', { protocol: 'tcp', matches: [] }, true],
    ['passes another protocol by', { protocol: 'udp', matches: [] }, false],
    ['matches a destination', { destination: { range: '10.96.0.20' }, matches: [] }, true],
    ['matches a range', { source: { range: '10.244.0.0/16' }, matches: [] }, true],
    ['does not match a negated range', { source: { range: '10.244.0.0/16', negated: true }, matches: [] }, false],
    ['matches a port', { matches: [{ kind: 'port', destinationPort: 80 }] }, true],
    ['passes another port by', { matches: [{ kind: 'port', destinationPort: 81 }] }, false],
    ['knows which addresses are its own', { matches: [{ kind: 'local', side: 'dst' }] }, false],
    ['matches the first packet of a connection', { matches: [{ kind: 'conntrack', states: ['NEW'] }] }, true],
    ['matches a missing mark when negated', { matches: [{ kind: 'mark', value: 0x4000, mask: 0x4000, negated: true }] }, true],
  ];
  test.each(cases)('%s', (_, rule, matched) => {
    const verdict = evaluate(nat({ name: 'PREROUTING', rules: [{ ...rule, target: toAlpha }] }), 'nat', 'PREROUTING', packet, host());
    expect(verdict.packet.destination === '10.244.2.2').toBe(matched);
    expect(verdict.tried[0]?.matched).toBe(matched);
  });
});

test('a rule that matches by chance shows the number it drew', () => {
  const rules: readonly Rule[] = [
    { matches: [{ kind: 'random', probability: 0.5 }], target: accept },
    { matches: [{ kind: 'random', probability: 0.5 }], target: toAlpha },
  ];
  const { tried, packet: after } = evaluate(nat({ name: 'PREROUTING', rules }), 'nat', 'PREROUTING', packet, host(0.7, 0.2));
  expect(tried.map(({ matched, drawn }) => [matched, drawn])).toEqual([
    [false, 0.7],
    [true, 0.2],
  ]);
  expect(after).toMatchObject({ destination: '10.244.2.2', destinationPort: 8080 });
});

test('no number is drawn for a rule that does not match anyway', () => {
  const rule: Rule = { protocol: 'udp', matches: [{ kind: 'random', probability: 0.5 }], target: accept };
  const { tried } = evaluate(nat({ name: 'PREROUTING', rules: [rule] }), 'nat', 'PREROUTING', packet, host(0.1));
  expect(tried).toEqual([{ chain: 'PREROUTING', rule, matched: false }]);
});

test('a jump comes back when its chain ends or returns, and goes on with the next rule', () => {
  const chains = nat(
    {
      name: 'PREROUTING',
      rules: [
        { matches: [], target: { kind: 'jump', chain: 'A' } },
        { matches: [], target: toAlpha },
      ],
    },
    {
      name: 'A',
      rules: [
        { matches: [], target: { kind: 'return' } },
        { matches: [], target: { kind: 'drop' } },
      ],
    },
  );
  const { verdict, packet: after } = evaluate(chains, 'nat', 'PREROUTING', packet, host());
  expect(verdict).toBe('accept');
  expect(after.destination).toBe('10.244.2.2');
});

test('marks are set and flipped bit by bit', () => {
  const rules: readonly Rule[] = [
    { matches: [], target: { kind: 'mark', value: 0x4000, mask: 0x4000 } },
    { matches: [{ kind: 'mark', value: 0x4000, mask: 0x4000 }], target: { kind: 'mark', value: 0x4000, mask: 0 } },
  ];
  expect(evaluate(nat({ name: 'OUTPUT', rules }), 'nat', 'OUTPUT', { ...packet, mark: 1 }, host()).packet.mark).toBe(1);
});

test('masquerading takes the address of the interface the packet leaves by, and may take a new port', () => {
  const rules: readonly Rule[] = [{ matches: [], target: { kind: 'masquerade', randomPort: true } }];
  const { packet: after } = evaluate(nat({ name: 'POSTROUTING', rules }), 'nat', 'POSTROUTING', packet, host(0.5));
  expect(after).toMatchObject({ source: '10.0.1.1', sourcePort: 1024 + 32256 });
});

test('a chain that nobody has written lets everything pass', () => {
  expect(evaluate(nat(), 'filter', 'FORWARD', packet, host())).toEqual({ verdict: 'accept', packet, tried: [] });
});

test('rules that jump in a circle are a bug of their writer, and said so', () => {
  const circle = nat({ name: 'A', rules: [{ matches: [], target: { kind: 'jump', chain: 'A' } }] });
  expect(() => evaluate(circle, 'nat', 'A', packet, host())).toThrow('circle through A');
});

test('a chance is printed with the 31 bits the kernel keeps of it', () => {
  const rule: Rule = { matches: [{ kind: 'random', probability: 1 / 3 }], target: { kind: 'jump', chain: 'B' } };
  expect(ruleText('A', rule)).toBe('-A A -m statistic --mode random --probability 0.33333333349 -j B');
});

test('a table is printed with the kernel’s own chains first and the others by name', () => {
  const text = saveText(nat({ name: 'B', rules: [] }, { name: 'A', rules: [] }, { name: 'PREROUTING', rules: [] }));
  expect(text).toBe('*filter\nCOMMIT\n*nat\n:PREROUTING ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\nCOMMIT\n');
});
