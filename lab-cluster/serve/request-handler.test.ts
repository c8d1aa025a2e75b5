// A request whose session ended in the same breath: nobody is left to be answered, and nothing falls over.
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Entrance } from '../host/entrance.ts';
import { Connections } from './connections.ts';
import type { HttpResponse } from './http-answer.ts';
import { LIMITS } from './limits.ts';
import { type HttpIncoming, RequestHandler } from './request-handler.ts';

test('a request of a session that is over is let go', async () => {
  // It never comes as far as the entrance.
  const handler = new RequestHandler({} as Entrance, new Connections(1), LIMITS);
  const server = http2.createServer();
  const handled = new Promise<void>((resolve, reject) => {
    server.on('request', (request: HttpIncoming, response: HttpResponse) => {
      if ('stream' in request) request.stream.session?.destroy();
      try {
        handler.handle(request, response);
        resolve();
      } catch (error) {
        reject(error as Error);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  session.on('error', () => {});
  session.request({ ':path': '/version' }).on('error', () => {});
  await expect(handled).resolves.toBeUndefined();
  session.destroy();
  handler.close();
  server.close();
});
