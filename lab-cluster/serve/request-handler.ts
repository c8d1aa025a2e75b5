// One HTTP request from its headers to its answer: who asks, the body within its limit, the entrance, the answer or stream.
import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Arrival, Entrance } from '../host/entrance.ts';
import type { ApiRequest, ApiResponse } from '../index.ts';
import { type Identity, identityOf } from './client-identity.ts';
import type { Connections, Patience } from './connections.ts';
import { beginStream, breakOff, type HttpResponse, isGone, sendAnswer } from './http-answer.ts';
import { apiRequestOf, bodyOf, mayStream } from './http-request.ts';
import { LIMITS } from './limits.ts';
import { Stalls } from './stalls.ts';
import { WatchWriter } from './watch-writer.ts';

export type HttpIncoming = IncomingMessage | Http2ServerRequest;

export class RequestHandler {
  readonly #entrance: Entrance;
  readonly #connections: Connections;
  readonly #stalls: Stalls;
  #requests = 0;
  #watches = 0;

  constructor(entrance: Entrance, connections: Connections, { stallMs }: Pick<Patience, 'stallMs'>) {
    this.#entrance = entrance;
    this.#connections = connections;
    this.#stalls = new Stalls(stallMs);
  }

  /** For good. */
  close(): void {
    this.#stalls.close();
  }

  handle(request: HttpIncoming, response: HttpResponse): void {
    const socket = socketOf(request);
    if (socket === undefined) return breakOff(response);
    const port = socket.remotePort ?? 0;
    this.#connections.begin(port);
    response.once('close', () => this.#connections.end(port));
    response.on('error', () => {});
    const identity = identityOf(socket, this.#entrance);
    this.#stalls.watch(request, response);
    readBody(request, (bytes) => {
      this.#pass(request, response, bytes, identity);
    });
  }

  #pass(incoming: HttpIncoming, response: HttpResponse, bytes: Buffer | undefined, identity: Identity): void {
    const { headers, rawHeaders, method = '', url = '' } = incoming;
    const head = apiRequestOf({ method, url, rawHeaders }, identity);
    const body = bytes === undefined ? undefined : bodyOf(bytes, headers['content-type']);
    const request: ApiRequest = {
      ...head,
      ...(body === undefined ? {} : { body }),
      ...(bytes === undefined ? { isTooLarge: true } : {}),
    };
    if (mayStream(request)) this.#stream(request, incoming, response);
    else this.#answer(request, incoming, response);
  }

  #answer(request: ApiRequest, incoming: HttpIncoming, response: HttpResponse): void {
    if (this.#requests >= LIMITS.requests) return this.#turnAway(request, incoming, response);
    this.#requests++;
    response.once('close', () => this.#requests--);
    this.#entrance.send(request, (arrival) => respond(incoming, response, arrival));
  }

  #turnAway(request: ApiRequest, incoming: HttpIncoming, response: HttpResponse): void {
    respond(incoming, response, this.#entrance.turnAway(request, TOO_MANY));
  }

  #stream(request: ApiRequest, incoming: HttpIncoming, response: HttpResponse): void {
    if (this.#watches >= LIMITS.watches) return this.#turnAway(request, incoming, response);
    this.#watches++;
    let writer: WatchWriter | undefined;
    const close = this.#entrance.open(request, {
      opened: (arrival) => {
        if (typeof arrival !== 'string' && arrival.code === 200 && arrival.body === undefined && arrival.raw === undefined) {
          if (isGone(response)) return;
          beginStream(response, arrival);
          writer = new WatchWriter(response, () => breakOff(response));
        } else respond(incoming, response, arrival);
      },
      frame: (frame) => writer?.write(frame),
      end: () => writer?.end(),
    });
    response.once('close', () => {
      this.#watches--;
      close();
    });
  }
}

/** Nobody answered: then the caller's connection breaks as if there had been no lab between. */
function respond(incoming: HttpIncoming, response: HttpResponse, arrival: Arrival): void {
  if (isGone(response)) return;
  if (typeof arrival === 'string') return breakOff(response);
  try {
    sendAnswer(response, arrival, { head: incoming.method === 'HEAD', acceptEncoding: acceptedEncoding(incoming) });
  } catch (error) {
    // We are called from within the lab, and an answer that cannot be written is not its affair.
    process.stderr.write(`an answer could not be written: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    breakOff(response);
  }
}

function acceptedEncoding(incoming: HttpIncoming): string | undefined {
  const header = incoming.headers['accept-encoding'];
  return typeof header === 'string' ? header : undefined;
}

/** Undefined when it is larger than allowed. Broken uploads are dropped with their connection. */
function readBody(request: HttpIncoming, done: (bytes: Buffer | undefined) => void): void {
  const { method = '' } = request;
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > LIMITS.bodyBytes) return done(undefined);
  if (method === 'GET' || method === 'HEAD') {
    request.resume();
    return done(NOTHING);
  }
  const parts: Buffer[] = [];
  let length = 0;
  let over = false;
  request.on('data', (part: Buffer) => {
    length += part.length;
    if (over) return;
    if (length <= LIMITS.bodyBytes) return void parts.push(part);
    over = true;
    done(undefined);
  });
  request.on('end', () => {
    if (!over) done(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
  });
  request.on('error', () => request.destroy());
}

const NOTHING = Buffer.alloc(0);

/** HTTP/2 puts a likeness around its socket that tells as much, until the session is over, which may be before its last request. */
function socketOf(request: HttpIncoming): TLSSocket | undefined {
  const socket = request.socket as Partial<TLSSocket>;
  return socket.getPeerCertificate === undefined ? undefined : (socket as TLSSocket);
}

/** Models tooManyRequests of apiserver/pkg/server/filters/maxinflight.go. */
const TOO_MANY: ApiResponse = {
  code: 429,
  body: undefined,
  raw: { contentType: 'text/plain; charset=utf-8', text: 'Too many requests, please try again later.\n' },
  headers: { 'retry-after': '1', 'x-content-type-options': 'nosniff' },
};
