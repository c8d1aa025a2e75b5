// The open connections of a server: how many requests each has under way, and which ones go when they are idle for long or
// when there are too many.
import type { Http2Session } from 'node:http2';
import type { Socket } from 'node:net';

interface Use {
  /** What to end: the TLS socket once there is one. */
  socket: Socket;
  /** Requests under way. */
  busy: number;
  /** Real time of the last change, in ms. */
  sinceMs: number;
  /** Where it speaks HTTP/2. */
  session?: Http2Session;
  /** Whether the other end was asked if it is there since the last change, and when, and has said so. */
  probe: 'none' | 'answered' | { readonly sentMs: number };
}

/** How long connections may be quiet. */
export interface Patience {
  readonly idleMs: number;
  readonly probeMs: number;
  readonly stallMs: number;
  /** How often all of them are looked at. */
  readonly sweepMs: number;
}

export class Connections {
  readonly #most: number;
  /** By the port at the other end, which TLS does not change. Whoever was quiet for longest comes first. */
  readonly #uses = new Map<number, Use>();

  constructor(most: number) {
    this.#most = most;
  }

  add(socket: Socket): void {
    // Broken pipes and resets are everyday; without a listener they would end the process.
    socket.on('error', () => socket.destroy());
    const { remotePort: port } = socket;
    // Gone before it was looked at.
    if (port === undefined) return void socket.destroy();
    const use: Use = { socket, busy: 0, sinceMs: performance.now(), probe: 'none' };
    this.#uses.set(port, use);
    socket.on('close', () => this.#uses.get(port) === use && this.#uses.delete(port));
    if (this.#uses.size <= this.#most) return;
    for (const [idle, { busy }] of this.#uses) {
      if (busy === 0) return this.#drop(idle);
    }
  }

  /** The same connection after its handshake. */
  secured(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const use = this.#uses.get(socket.remotePort ?? 0);
    if (use !== undefined) use.socket = socket;
  }

  speaksHttp2(session: Http2Session): void {
    const use = this.#uses.get(session.socket.remotePort ?? 0);
    if (use !== undefined) use.session = session;
  }

  begin(port: number): void {
    this.#change(port, 1);
  }

  end(port: number): void {
    this.#change(port, -1);
  }

  /**
   * Ends what has had nothing under way for so long, and sessions of HTTP/2 that are dead: after a frame nobody understands, Node
   * neither reads from them nor ends them. Whoever has something under way is given longer to say that he is there.
   */
  sweep({ idleMs, probeMs, stallMs }: Patience): void {
    const nowMs = performance.now();
    for (const [port, use] of this.#uses) {
      const isIdle = use.busy === 0 && nowMs - use.sinceMs > idleMs;
      if (isIdle || !isThere(use, nowMs, probeMs, use.busy === 0 ? probeMs : stallMs)) this.#drop(port);
    }
  }

  closeAll(): void {
    for (const port of this.#uses.keys()) this.#drop(port);
  }

  #change(port: number, by: number): void {
    const use = this.#uses.get(port);
    if (use === undefined) return;
    use.busy += by;
    use.sinceMs = performance.now();
    use.probe = 'none';
    this.#uses.delete(port);
    this.#uses.set(port, use);
  }

  #drop(port: number): void {
    this.#uses.get(port)?.socket.destroy();
    this.#uses.delete(port);
  }
}

/** Asks whoever has been quiet for `askMs`, and takes a silence of `patienceMs` for an answer. */
function isThere(use: Use, nowMs: number, askMs: number, patienceMs: number): boolean {
  const { session, probe, sinceMs } = use;
  if (session === undefined || probe === 'answered' || nowMs - sinceMs < askMs) return true;
  if (probe !== 'none') return nowMs - probe.sentMs < patienceMs;
  const sent = { sentMs: nowMs };
  use.probe = sent;
  return (
    !session.destroyed &&
    session.ping((failure) => {
      if (failure === null && use.probe === sent) use.probe = 'answered';
    })
  );
}
