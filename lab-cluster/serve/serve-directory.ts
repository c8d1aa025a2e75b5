// Serves an entrance over HTTPS with the certificates of one directory, and writes the kubeconfig that leads there.
import path from 'node:path';
import type { Entrance, Serving } from '../host/entrance.ts';
import { ADMIN, certificatesIn, holdDirectory, writePrivate } from './data-directory.ts';
import type { Patience } from './connections.ts';
import { startHttpsServer } from './https-server.ts';
import { LIMITS } from './limits.ts';
import { kubeconfig } from './kubeconfig.ts';

interface ServeOptions {
  /** 0, or none, takes a free port. */
  readonly port?: number;
  readonly dir: string;
  /** Who holds the directory, where that may be somebody who held it before and was ended. */
  readonly holder?: string;
  /** Where the kubeconfig is written; in the directory unless told otherwise. */
  readonly kubeconfigPath?: string;
  /** With connections that are quiet. */
  readonly patience?: Patience;
}

/** Takes the directory for as long as it serves. */
export async function serveDirectory(entrance: Entrance, options: ServeOptions): Promise<Serving> {
  const release = holdDirectory(options.dir, options.holder);
  try {
    const serving = await serveHeldDirectory(entrance, options);
    return {
      ...serving,
      close: async () => {
        await serving.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** For who holds the directory already. */
export async function serveHeldDirectory(entrance: Entrance, options: ServeOptions): Promise<Serving> {
  const { port = 0, dir, kubeconfigPath, patience = LIMITS } = options;
  const { authority, server, admin } = certificatesIn(dir, Date.now());
  const https = await startHttpsServer(entrance, { port, authority: authority.certificate, pair: server, patience });
  const url = `https://127.0.0.1:${https.port}`;
  const file = path.resolve(kubeconfigPath ?? path.join(dir, 'kubeconfig'));
  try {
    writePrivate(file, kubeconfig({ server: url, authority: authority.certificate, user: ADMIN, pair: admin }));
  } catch (error) {
    await https.close();
    throw error;
  }
  return {
    authority: authority.certificate,
    server: url,
    kubeconfig: file,
    setOpen: (open) => https.setOpen(open),
    close: () => https.close(),
  };
}
