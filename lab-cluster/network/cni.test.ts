// Addresses of pods: from the node's own range, each once, and not the one that was just given back.
import { expect, test } from 'vitest';
import type { Machine } from '../sim/machine.ts';
import { POD_CIDR_SLOT, createCni, podNetworkOf } from './cni.ts';

function node(cidr?: string): Machine {
  const kernel = new Map<string, unknown>(cidr === undefined ? [] : [[POD_CIDR_SLOT, cidr]]);
  return { name: 'node-1', address: '10.0.1.1', disk: new Map(), kernel };
}

function add(machine: Machine, podKey: string): string {
  const result = createCni().tryAdd(machine, podKey);
  return result.ok ? result.address : result.message;
}

test('the first pod gets the address after the bridge’s', () => {
  expect(add(node('10.244.1.0/24'), 'default/a')).toBe('10.244.1.2');
});

test('the same pod gets the same address again', () => {
  const machine = node('10.244.1.0/24');
  expect(add(machine, 'default/a')).toBe(add(machine, 'default/a'));
  expect([...podNetworkOf(machine)]).toEqual([['10.244.1.2', 'default/a']]);
});

test('an address given back is not used again until the range has gone round', () => {
  const machine = node('10.244.1.0/29');
  const cni = createCni();
  const given: string[] = [];
  for (let i = 0; i < 7; i++) {
    given.push(add(machine, `default/p${i}`));
    cni.remove(machine, `default/p${i}`);
  }
  expect(given).toEqual(['10.244.1.2', '10.244.1.3', '10.244.1.4', '10.244.1.5', '10.244.1.6', '10.244.1.2', '10.244.1.3']);
});

test('a reboot frees every address, and the next pod still gets a new one', () => {
  const machine = node('10.244.1.0/24');
  add(machine, 'default/a');
  machine.kernel.clear();
  machine.kernel.set(POD_CIDR_SLOT, '10.244.1.0/24');
  expect(add(machine, 'default/b')).toBe('10.244.1.3');
});

test('a full range and a node without one are refused with a reason', () => {
  const machine = node('10.244.1.0/30');
  const cni = createCni();
  add(machine, 'default/a');
  expect(cni.tryAdd(machine, 'default/b')).toEqual({
    ok: false,
    message: 'failed to allocate for range 0: no IP addresses available in range set: 10.244.1.1-10.244.1.2',
  });
  expect(cni.tryAdd(node(), 'default/a')).toMatchObject({ ok: false });
});
