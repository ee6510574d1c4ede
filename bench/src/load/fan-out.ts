import { Connection } from './connection.ts';
import { isOk } from './is-ok.ts';
import { Listener } from './listener.ts';
import type { Run } from './order.ts';
import type { Organization } from './organizations.ts';
import { quantile } from './quantile.ts';
import { listening } from './requests.ts';

/** How long anything may take, in milliseconds. */
const patience = 20_000;

/**
 * Listeners of one organization, each told of every new user. First one at a time: from the command's answer to the
 * last listener's event. Then as fast as one connection goes: events that reach a listener, all counted, per second.
 */
export async function fanOut(
  port: number,
  organization: Organization,
  { listeners: many, single, burst }: { listeners: number; single: number; burst: number },
): Promise<Run> {
  let wake = (): void => undefined;
  const open = Array.from({ length: many }, () =>
    Listener.open(port, listening(organization.name, organization.admin), () => wake()),
  );
  const listeners = await Promise.all(open);
  const command = await Connection.open(port);
  const requests = Array.from({ length: single + burst }, () => organization.enrolment());

  // When the last listener heard its event of this number.
  const allHeard = (events: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`an event did not come in ${patience} ms`)), patience);
      wake = () => {
        if (listeners.some(({ heard }) => heard.length < events)) return;
        clearTimeout(timer);
        resolve(Math.max(...listeners.map(({ heard }) => heard[events - 1] ?? Number.NaN)));
      };
      wake();
    });
  const send = async (request: Buffer): Promise<number> => {
    const status = await command.send(request);
    if (status !== 200 || !isOk(command.reply)) throw new Error(`a user was not created: ${status}`);
    return performance.now();
  };

  return async () => {
    const delays: number[] = [];
    const wholes: number[] = [];
    for (const [index, request] of requests.slice(0, single).entries()) {
      const sent = performance.now();
      const answered = await send(request);
      const heard = await allHeard(index + 1);
      // A server may tell its listeners before it answers.
      delays.push(Math.max(0, heard - answered));
      wholes.push(Math.max(heard, answered) - sent);
    }
    const started = performance.now();
    for (const request of requests.slice(single)) await send(request);
    const ended = await allHeard(requests.length);
    for (const listener of listeners) listener.close();
    command.close();
    return {
      requests: burst * many,
      seconds: (ended - started) / 1000,
      p50: quantile(delays, 0.5),
      p99: quantile(delays, 0.99),
      whole: quantile(wholes, 0.5),
    };
  };
}
