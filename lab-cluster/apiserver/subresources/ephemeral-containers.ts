// pods/ephemeralcontainers: containers that join a running pod, to look around in it. Models EphemeralContainersREST.
import { get } from '../rest/read.ts';
import { patch } from '../rest/patch.ts';
import { update } from '../rest/update.ts';
import { defineSubresource } from './subresource.ts';

export const ephemeralContainers = defineSubresource({
  name: 'ephemeralcontainers',
  simplified: 'Checked and stored; the kubelet does not start them yet.',
  get,
  update,
  patch,
});
