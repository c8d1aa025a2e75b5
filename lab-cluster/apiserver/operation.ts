// What it takes to answer one verb on one resource: the common shape of the REST verbs, subresources and computed resources.
import type { Task } from '../sim/sim.ts';
import type { ResourceCall } from './pipeline.ts';
import type { Answer } from './rest/read.ts';
import type { Server } from './server-state.ts';

export type Operation = (call: ResourceCall, server: Server) => Task<Answer>;
