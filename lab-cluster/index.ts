// The only door of the lab: what the outside may know of a simulated cluster.
export type { KubeObject, ObjectMeta, Condition, Draft } from './api/object.ts';
export type { ApiRequest, ApiResponse, ObjectList, UserInfo, WatchEvent } from './api/request.ts';
export type { Result, Status, StatusCause } from './api/status.ts';
export type { Micros, SpanId, SpanKind } from './sim/sim.ts';
export type * from './view/picture-types.ts';
