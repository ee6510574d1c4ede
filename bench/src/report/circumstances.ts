import { names } from '../contenders/line-up.ts';
import type { Results } from '../results/results.ts';
import { count, percent } from './figures.ts';

/** Part of a core taken by others from which on figures are not to be trusted. */
const disturbing = 0.1;

/** Part of the server's core that others took, at the worst of all servers and loads. */
export const disturbance = ({ loads }: Results): number =>
  Math.max(
    0,
    ...Object.values(loads).flatMap((measured) => Object.values(measured).map(({ foreign }) => foreign)),
  );

/** When, where and of what: one line each. */
export function circumstances(results: Results): readonly string[] {
  const { date, form, rounds, durationSeconds, machine, versions, limit, missing } = results;
  const others = disturbance(results);
  return [
    `${date.slice(0, 16).replace('T', ' ')} UTC, ${form} form: middle of ${rounds} rounds in turns, ${durationSeconds} s in all`,
    `${machine.model}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}`,
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    `limit: ${count(limit.median)} Ed25519 verifications/s on one core (${count(limit.low)} – ${count(limit.high)}; ${limit.library}); by OpenSSL ${count(limit.openssl.median)}`,
    ...missing.map(({ id, reason }) => `left out: ${names[id]}: ${reason}`),
    ...(others < disturbing
      ? []
      : [
          `THE MACHINE WAS LOADED: others took up to ${percent(others)} of the servers' core; ratios may hold, rates do not`,
        ]),
  ];
}
