// Every controller of kube-controller-manager, one line each. Adding one is one file here and one line in this list.
import type { Controller } from './define-controller.ts';
import { deploymentController } from './deployment.ts';
import { replicaSetController } from './replicaset.ts';

export const controllers: readonly Controller[] = [deploymentController, replicaSetController];
