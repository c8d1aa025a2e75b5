// Web-worker entry: the same lab in a browser (vscode.dev, tests in Chromium).
import { LabHost } from './lab-host.ts';
import type { Platform } from './pace.ts';
import type { LabRequest } from './protocol.ts';

/** A message to oneself comes back sooner than any timer (browsers clamp those), and after waiting messages. */
const soon = new MessageChannel();
const queue: (() => void)[] = [];
soon.port1.onmessage = () => queue.shift()?.();

const platform: Platform = {
  nowMs: () => performance.now(),
  after: (ms, act) => {
    if (ms > 0) {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    }
    let cancelled = false;
    queue.push(() => {
      if (!cancelled) act();
    });
    soon.port2.postMessage(null);
    return () => {
      cancelled = true;
    };
  },
};

const scope = self as unknown as DedicatedWorkerGlobalScope;
const host = new LabHost((message) => scope.postMessage(message), platform);
scope.onmessage = (event: MessageEvent<LabRequest>) => void host.receive(event.data);
