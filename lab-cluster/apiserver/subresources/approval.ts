// certificatesigningrequests/approval: whether a request is granted, decided apart from signing it.
// Models pkg/registry/certificates/certificates/storage ApprovalREST.
import { get } from '../rest/read.ts';
import { patch } from '../rest/patch.ts';
import { update } from '../rest/update.ts';
import { defineSubresource } from './subresource.ts';

export const approval = defineSubresource({ name: 'approval', get, update, patch });
