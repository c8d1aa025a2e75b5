// The open connections of a server: how many requests each has under way, and which ones go when they are idle for long or
// when there are too many.
import type { Socket } from 'node:net';

interface Use {
  /** What to end: the TLS socket once there is one. */
  socket: Socket;
  /** Requests under way. */
  busy: number;
  /** Real time of the last change, in ms. */
  sinceMs: number;
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
    const use: Use = { socket, busy: 0, sinceMs: performance.now() };
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

  begin(port: number): void {
    this.#change(port, 1);
  }

  end(port: number): void {
    this.#change(port, -1);
  }

  /** Ends what has had nothing under way for so long. */
  sweep(idleMs: number): void {
    const nowMs = performance.now();
    for (const [port, { busy, sinceMs }] of this.#uses) if (busy === 0 && nowMs - sinceMs > idleMs) this.#drop(port);
  }

  closeAll(): void {
    for (const port of this.#uses.keys()) this.#drop(port);
  }

  #change(port: number, by: number): void {
    const use = this.#uses.get(port);
    if (use === undefined) return;
    use.busy += by;
    use.sinceMs = performance.now();
    this.#uses.delete(port);
    this.#uses.set(port, use);
  }

  #drop(port: number): void {
    this.#uses.get(port)?.socket.destroy();
    this.#uses.delete(port);
  }
}
