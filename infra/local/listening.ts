import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Server as NetServer } from 'node:net';

/** Listens on this machine alone, on the port or the next free one after it; 0 takes any. */
export const listen = async (
  server: NetServer,
  port: number,
  what = '',
  print: (line: string) => void = () => {},
): Promise<number> => {
  for (let tried = port; ; tried++) {
    server.listen(tried, '127.0.0.1');
    const taken = await once(server, 'listening').then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EADDRINUSE' || tried >= port + 100) throw error;
        return true;
      },
    );
    if (taken) continue;
    if (tried !== port) print(`Port ${port} is in use; ${what} is on ${tried}.`);
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('the server has no port');
    return address.port;
  }
};

export const close = async (server: Server): Promise<void> => {
  server.close();
  server.closeAllConnections();
};

/** A server that has its port before anybody can say what it answers; until then it is coming up. */
export const openServer = (): { readonly server: Server; readonly serve: (listener: RequestListener) => void } => {
  let listener: RequestListener = (_, response) => response.writeHead(503).end('coming up\n');
  const server = createServer((request, response) => listener(request, response));
  return {
    server,
    serve: (now) => {
      listener = now;
    },
  };
};
