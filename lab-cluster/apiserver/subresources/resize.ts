// pods/resize: how much cpu and memory the containers of a pod that is there may use. Models pkg/registry/core/pod ResizeREST.
import { get } from '../rest-read.ts';
import { patch, update } from '../rest-update.ts';
import { defineSubresource } from './subresource.ts';

export const resize = defineSubresource({ name: 'resize', get, update, patch });
