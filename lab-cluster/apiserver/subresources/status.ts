// …/status: what controllers and kubelets report, written apart from what people want.
import { get } from '../rest/read.ts';
import { patch } from '../rest/patch.ts';
import { update } from '../rest/update.ts';
import { defineSubresource } from './subresource.ts';

export const status = defineSubresource({ name: 'status', get, update, patch });
