// The same history in a web worker: posts back what it came to.
import { historyOf } from './determinism.ts';

const scope = globalThis as unknown as { onmessage: (event: { data: number }) => void; postMessage(value: unknown): void };
scope.onmessage = (event) => scope.postMessage(historyOf(event.data));
