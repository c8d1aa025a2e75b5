// How a pod looks follows what Kubernetes knows of it, not what its containers said last.
import { describe, expect, it } from 'vitest';
import { pod } from '../dev/rows.ts';
import { podLabel, podLook, podShortWords, podWords } from './pods.ts';

describe('the look of a pod', () => {
  it('is not ready on a lost node, though its containers were ready when last heard of', () => {
    const lost = pod('web-1', 'node-1', { dots: ['ready'], ready: false, ip: '10.244.1.2' });
    expect(podLook(lost)).toBe('notReady');
    expect([podWords(lost), podShortWords(lost)]).toEqual(['Not ready', 'not ready']);
    expect(podLabel(lost)).toContain('Not ready');
  });

  it('needs no words when it is ready', () => {
    const ready = pod('web-1', 'node-1');
    expect([podLook(ready), podWords(ready), podShortWords(ready)]).toEqual(['ready', '', '']);
  });

  it('is what ends or stops it, before whether it is ready', () => {
    expect(podLook(pod('web-1', 'node-1', { ready: false, terminating: true }))).toBe('terminating');
    expect(podLook(pod('web-1', 'node-1', { dots: ['crashing'], ready: false }))).toBe('crashing');
    expect(podLook(pod('web-1', '', { dots: ['waiting'], ready: false }))).toBe('pending');
  });
});
