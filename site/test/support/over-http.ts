import { request } from 'node:http';
import type { inProcess } from '@parsec-spec/reference-server/in-process';
import { type Listening, listen } from '@parsec-spec/reference-server/node';

/** Headers that belong to the connection. */
const OF_CONNECTION = /^(content-length|connection|transfer-encoding)$/i;

/** Lets servers listen on loopback, as `serve` does, and sends each request over a connection of its own. */
export function overHttp(): { readonly reach: typeof inProcess; close(): Promise<void> } {
  const opened: Promise<Listening>[] = [];
  const reach: typeof inProcess = (server) => {
    const listening = listen(server, { host: '127.0.0.1', port: 0 });
    opened.push(listening);
    return async ({ method, target, headers, body = new Uint8Array() }) => {
      const { port } = await listening;
      const length = body.length === 0 ? [] : [['Content-Length', String(body.length)]];
      // Node adds none to headers that are a list.
      const host = headers.some(([name]) => /^host$/i.test(name)) ? [] : [['Host', `127.0.0.1:${port}`]];
      const sent = [...host, ...headers.filter(([name]) => !OF_CONNECTION.test(name)), ...length].flat();
      return new Promise((resolve, reject) => {
        const asked = request(
          { host: '127.0.0.1', port, method, path: target, headers: sent, agent: false },
          async (response) => {
            const chunks: Buffer[] = [];
            for await (const chunk of response) chunks.push(chunk);
            const names = Object.entries(response.headersDistinct);
            resolve({
              status: response.statusCode ?? 0,
              headers: names.flatMap(([name, values = []]) => values.map((value) => [name, value] as const)),
              body: Uint8Array.from(Buffer.concat(chunks)),
            });
          },
        );
        asked.on('error', reject).end(body);
      });
    };
  };
  return {
    reach,
    close: async () => {
      for (const listening of opened) await (await listening).stop(0);
    },
  };
}
