// The loopback HTTPS server: HTTP/1.1 and HTTP/2 over TLS on 127.0.0.1, with limits on everything. It makes API requests of
// what comes in and knows nothing of clusters but their entrance.
import { type IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Entrance } from '../host/entrance.ts';
import type { KeyPair } from './certificates.ts';
import { Connections, type Patience } from './connections.ts';
import { type HttpResponse, sendPlain } from './http-answer.ts';
import { hostProblem } from './host-header.ts';
import { LIMITS } from './limits.ts';
import { type HttpIncoming, RequestHandler } from './request-handler.ts';

const LOOPBACK = '127.0.0.1';

export interface HttpsOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly authority: string;
  readonly pair: KeyPair;
  readonly patience?: Patience;
}

export interface HttpsServer {
  readonly port: number;
  /** Whether it accepts connections; those that are open break when it no longer does. */
  setOpen(open: boolean): void;
  close(): Promise<void>;
}

const TRY_AGAIN_MS = 1_000;

/** Resolves when it listens; a taken port is an error that names it. */
export async function startHttpsServer(entrance: Entrance, options: HttpsOptions): Promise<HttpsServer> {
  const { pair, authority, patience = LIMITS } = options;
  const server = createSecureServer({
    allowHTTP1: true,
    key: pair.key,
    cert: pair.certificate,
    minVersion: 'TLSv1.2',
    ca: authority,
    requestCert: true,
    // Callers without a certificate may bring a token, or be nobody.
    rejectUnauthorized: false,
    handshakeTimeout: LIMITS.handshakeMs,
    maxSessionMemory: 64,
    maxHeaderListPairs: 200,
    settings: { maxConcurrentStreams: LIMITS.streamsPerConnection, maxHeaderListSize: LIMITS.headerBytes },
    http1Options: { maxHeaderSize: LIMITS.headerBytes },
  } as Parameters<typeof createSecureServer>[0]);
  const connections = new Connections(LIMITS.connections);
  limit(server, connections);
  const handler = new RequestHandler(entrance, connections, patience);
  let port = 0;
  const receive = (request: HttpIncoming, response: HttpResponse): void => {
    const { headers } = request;
    const authority = headers[':authority'];
    const problem = hostProblem(typeof authority === 'string' ? authority : headers.host, port);
    if (problem === undefined) handler.handle(request, response);
    else sendPlain(response, 421, `Misdirected Request: ${problem}.`);
  };
  server.on('request', receive);
  // Nothing here speaks another protocol, so whoever asks for one is answered in this one.
  server.on('upgrade', (request: IncomingMessage, socket: TLSSocket) => receive(request, lastAnswerOn(socket, request)));
  port = await listen(server, options.port);
  // What came in while this thread was busy with something else is read first: timers come before it, immediates after it.
  const sweeping = setInterval(() => setImmediate(() => connections.sweep(patience)), patience.sweepMs).unref();
  let open = true;
  let again: NodeJS.Timeout | undefined;
  const reopen = (): void => {
    listen(server, port).catch((error: Error) => {
      process.stderr.write(`the API server is back, but cannot be reached: ${error.message}\n`);
      if (open) again = setTimeout(reopen, TRY_AGAIN_MS).unref();
    });
  };
  return {
    port,
    setOpen: (wanted) => {
      if (wanted === open) return;
      open = wanted;
      clearTimeout(again);
      if (wanted) {
        return reopen();
      }
      server.close();
      connections.closeAll();
    },
    close: () =>
      new Promise((resolve) => {
        open = false;
        clearInterval(sweeping);
        handler.close();
        clearTimeout(again);
        server.close(() => resolve());
        connections.closeAll();
      }),
  };
}

function limit(server: Http2SecureServer, connections: Connections): void {
  server.on('connection', (socket) => connections.add(socket));
  server.on('secureConnection', (socket) => connections.secured(socket));
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('session', (session) => connections.speaksHttp2(session));
  server.on('sessionError', (_error, session) => session.destroy());
  server.on('clientError', (_error, socket) => refuseMalformed(socket as TLSSocket));
  server.on('unknownProtocol', (socket) => socket.destroy());
  server.on('connect', (_request, socket) => socket.destroy());
  // Idle connections are swept up, HTTP/2 or not; a timeout of the socket would end quiet watches.
  Object.assign(server, {
    headersTimeout: LIMITS.headersMs,
    requestTimeout: LIMITS.uploadMs,
    keepAliveTimeout: 0,
    connectionsCheckingInterval: LIMITS.sweepMs,
  });
}

function refuseMalformed(socket: TLSSocket): void {
  // What is still to come is not read; without this nobody would see that the other end has gone.
  socket.resume();
  if (socket.writable)
    socket.end('HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n\r\n400 Bad Request');
  else socket.destroy();
}

/** Node has let go of a connection whose protocol was to change; it ends with the answer. */
function lastAnswerOn(socket: TLSSocket, request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.end());
  socket.on('error', () => socket.destroy());
  // What is still to come is not read; without this nobody would see that the other end has gone.
  socket.resume();
  return response;
}

function listen(server: Http2SecureServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} on ${LOOPBACK} is taken by another program`) : error);
    server.once('error', failed);
    server.listen(port, LOOPBACK, () => {
      server.off('error', failed);
      server.on('error', () => {});
      resolve((server.address() as AddressInfo).port);
    });
  });
}
