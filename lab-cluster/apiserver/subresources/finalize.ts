// namespaces/finalize: the namespace controller says that it has emptied the namespace.
// Models pkg/registry/core/namespace/storage FinalizeREST.
import { update } from '../rest/update.ts';
import { defineSubresource } from './subresource.ts';

export const finalize = defineSubresource({ name: 'finalize', update });
