import type { Administration } from '../../judge/administration.ts';
import type { Http } from '../../judge/http.ts';
import { type Answer, answerOf } from '../../judge/observation.ts';
import { apiVersion } from '../../wire/api-version.ts';

/**
 * Expires the organizations that a run created, because organizations cannot be deleted. Starts no
 * new request once `stop` aborts.
 *
 * @param onSilence - called for each request without an answer
 * @returns The number of names that are organizations, of those that were expired, and the answer
 *   to one that was not.
 */
export async function expireOrganizations(
  names: readonly string[],
  administration: Administration,
  stop: AbortSignal,
  onSilence: () => void = () => undefined,
): Promise<{ readonly created: number; readonly expired: number; readonly refusal?: Answer }> {
  let created = 0;
  let expired = 0;
  let refusal: Answer | undefined;
  await each(names, stop, async (name) => {
    const answer = await administration.patch(name, { is_expired: true });
    const { status } = answer;
    if (status === 0) onSilence();
    else if (status !== 404) created += 1;
    if (status === 200) expired += 1;
    else if (status !== 404) refusal ??= answerOf(answer);
  });
  return { created, expired, ...(refusal === undefined ? {} : { refusal }) };
}

/** The names that are organizations, sorted. Needs no administration token (TRANSPORT-30). */
export async function existingOrganizations(
  names: readonly string[],
  http: Http,
  stop: AbortSignal,
  onSilence: () => void,
): Promise<readonly string[]> {
  const existing: string[] = [];
  await each(names, stop, async (name) => {
    const headers = [
      ['Api-Version', apiVersion],
      ['Content-Type', 'application/msgpack'],
    ] as const;
    const { status } = await http.send({
      method: 'GET',
      target: `/anonymous/${encodeURIComponent(name)}`,
      headers,
    });
    if (status === 0) onSilence();
    else if (status !== 404) existing.push(name);
  });
  return existing.sort();
}

async function each(
  names: readonly string[],
  stop: AbortSignal,
  work: (name: string) => Promise<void>,
): Promise<void> {
  const queue = [...names];
  const worker = async () => {
    for (let name = queue.pop(); name !== undefined && !stop.aborted; name = queue.pop()) await work(name);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
