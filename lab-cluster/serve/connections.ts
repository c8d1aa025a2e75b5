// The open connections of a server: how many requests each has under way, and which one goes when there are too many.
import type { Socket } from 'node:net';

export class Connections {
  readonly #most: number;
  /** Requests under way; whoever was idle for longest comes first. */
  readonly #busy = new Map<Socket, number>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#busy.size;
  }

  add(socket: Socket): void {
    this.#busy.set(socket, 0);
    socket.on('close', () => this.#busy.delete(socket));
    // Broken pipes and resets are everyday; without a listener they would end the process.
    socket.on('error', () => socket.destroy());
    if (this.#busy.size <= this.#most) return;
    for (const [idle, count] of this.#busy) {
      if (count > 0 || idle === socket) continue;
      this.#busy.delete(idle);
      idle.destroy();
      return;
    }
    this.#busy.delete(socket);
    socket.destroy();
  }

  begin(socket: Socket): void {
    const count = this.#busy.get(socket);
    if (count !== undefined) this.#busy.set(socket, count + 1);
  }

  end(socket: Socket): void {
    const count = this.#busy.get(socket);
    if (count === undefined) return;
    // To the end of the line of those who may have to go.
    if (count === 1) this.#busy.delete(socket);
    this.#busy.set(socket, count - 1);
  }

  closeAll(): void {
    for (const socket of this.#busy.keys()) socket.destroy();
    this.#busy.clear();
  }
}
