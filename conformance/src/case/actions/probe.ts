import { apiVersion } from '../../wire/api-version.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { Judge } from '../judge.ts';

/** Sends GET to the anonymous URL of an organization, to see whether it exists. */
export const probe = (judge: Judge, organization: string, label: string): Promise<Exchange> =>
  judge.http({
    target: `/anonymous/${organization}`,
    headers: [
      ['Api-Version', apiVersion],
      ['Content-Type', 'application/msgpack'],
    ],
    label,
  });
