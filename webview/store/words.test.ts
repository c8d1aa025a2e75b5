// Words and numbers as the view writes them.
import { describe, expect, it } from 'vitest';
import { placeOf } from './places.ts';
import { begun, count, forkMeans, shortAction, shorten, shortPodName, span } from './words.ts';

describe('words', () => {
  it('shorten a name in its middle, so that siblings stay apart', () => {
    expect(shorten('log-agent-q5x7d', 10)).toBe('log-…q5x7d');
    expect(shorten('web-x2kqp', 10)).toBe('web-x2kqp');
  });

  it('say what a fork drops before it is done', () => {
    expect(forkMeans(56, 98)).toContain('is dropped: 42 revisions');
    expect(forkMeans(98, 98)).toContain('Nothing was written since');
  });

  it('begin a sentence with a capital, but never change a name', () => {
    const web = ['deployments/default/web', 'deployments/default/web/status'];
    expect(begun('status: 3 pods', web)).toBe('Status: 3 pods');
    expect(begun('docker.io/library/nginx:1.27 to the disk', web)).toBe('docker.io/library/nginx:1.27 to the disk');
    expect(begun('binding of pod web-1 to node-2', ['pods/default/web-1/binding'])).toBe('Binding of pod web-1 to node-2');
    expect(begun('make ReplicaSet web-7dc896cb6f', web)).toBe('Make ReplicaSet web-7dc896cb6f');
    expect(
      ['web is gone', 'web-7dc896cb6f 3/3', '3 wanted', 'kubelet started', 'nodeName: node-2', ''].map((text) => begun(text, web)),
    ).toEqual(['web is gone', 'web-7dc896cb6f 3/3', '3 wanted', 'kubelet started', 'nodeName: node-2', '']);
  });

  it('writes numbers with thin spaces', () => {
    expect(count(18204)).toBe('18\u202f204');
  });

  it('writes spans of time for a person', () => {
    expect([span(400), span(2500), span(40_000), span(2_160_000), span(130_000_000), span(3_900_000_000)]).toEqual([
      '400 µs',
      '2.5 ms',
      '40 ms',
      '2.16 s',
      '2 m 10 s',
      '1 h 5 m',
    ]);
  });

  it('writes a request as verb and short resource', () => {
    expect(shortAction('create', 'pods/default/web-1/binding')).toBe('bind pod');
    expect(shortAction('patch', 'pods/default/web-1/status')).toBe('patch status');
    expect(shortAction('update', 'replicasets/default/web-1')).toBe('update rs');
  });

  it('shortens the names of a Deployment’s pods only', () => {
    expect(shortPodName({ name: 'web-7d9f8c6b5-x2kqp', workload: 'deployments/default/web' })).toBe('web-x2kqp');
    expect(shortPodName({ name: 'redis-0', workload: 'statefulsets/default/redis' })).toBe('redis-0');
  });

  it('knows where each process is drawn', () => {
    expect(placeOf('kubelet/node-2')).toMatchObject({ kind: 'kubelet', node: 'node-2', lane: 'kubelet node-2' });
    expect(placeOf('kube-proxy/node-1').laneKey).toBe(placeOf('kube-proxy/node-3').laneKey);
    expect(placeOf('endpointslice-controller').lane).toBe('EndpointSlice ctrl');
  });
});
