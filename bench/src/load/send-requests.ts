import { quantile } from '../results.ts';
import { Connection, isOk } from './connection.ts';
import type { RunFigures } from './order.ts';

/** Gives the next request of one connection, or undefined at the end. */
export type Lane = () => Buffer | undefined;

/**
 * Sends requests on several connections, one at a time on each.
 *
 * @throws Error if the server refuses a request
 */
export async function sendRequests(port: number, lanes: readonly Lane[]): Promise<RunFigures> {
  // Opened late, because servers close idle connections.
  const connections = await Promise.all(lanes.map(() => Connection.open(port)));
  const latencies: number[] = [];
  const started = performance.now();
  await Promise.all(
    lanes.map(async (next, index) => {
      const connection = connections[index] as Connection;
      for (let request = next(); request !== undefined; request = next()) {
        const start = performance.now();
        const status = await connection.send(request);
        latencies.push(performance.now() - start);
        if (status !== 200 || !isOk(connection.reply))
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
