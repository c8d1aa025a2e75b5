// pods/resize: how much cpu and memory the containers of a pod that is there may use. Models pkg/registry/core/pod ResizeREST.
import { get } from '../rest/read.ts';
import { patch } from '../rest/patch.ts';
import { update } from '../rest/update.ts';
import { defineSubresource } from './subresource.ts';

export const resize = defineSubresource({
  name: 'resize',
  simplified: 'Checked and stored; the kubelet gives every container what was asked.',
  get,
  update,
  patch,
});
