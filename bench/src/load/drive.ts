import { Connection } from './connection.ts';
import type { Ran } from './order.ts';
import { isOk } from './is-ok.ts';
import { quantile } from './quantile.ts';

/** Requests, one list for each connection, each list in order; undefined at its end. */
export type Lane = () => Buffer | undefined;

/** What a reply must be. */
export type Expected = (status: number, reply: Buffer) => boolean;

const success: Expected = (status, reply) => status === 200 && isOk(reply);

/** Lets connections send one request after the other, each as soon as the last is answered. Another answer than expected ends it all. */
export async function drive(
  port: number,
  lanes: readonly Lane[],
  expected: Expected = success,
): Promise<Ran> {
  // Opened when they are needed: a server closes those that stay quiet.
  const connections = await Promise.all(lanes.map(() => Connection.open(port)));
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    lanes.map(async (next, index) => {
      const connection = connections[index] as Connection;
      for (let request = next(); request !== undefined; request = next()) {
        const sent = performance.now();
        const status = await connection.send(request);
        latencies.push(performance.now() - sent);
        if (!expected(status, connection.reply))
          throw new Error(`answered ${status}: ${connection.reply.toString('latin1').slice(-200)}`);
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  for (const connection of connections) connection.close();
  return {
    requests: latencies.length,
    seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  };
}
