import type { Organization } from '../load/organizations.ts';
import { info } from '../load/requests.ts';
import type { Source } from './attack.ts';

/** For so long a call is sent again as it is, in milliseconds: who signs each would not keep pace. Whoever is asked verifies them all. */
const fresh = 1000;

/** Calls that are as they should be, where malformed ones would be sent: what these do beside them is not for being many. */
export function validCalls({ name, admin }: Organization): Source {
  let signed = Number.NEGATIVE_INFINITY;
  let bytes: Buffer = Buffer.alloc(0);
  return (number) => {
    const now = performance.now();
    if (now - signed > fresh) {
      signed = now;
      bytes = info(name, admin);
    }
    return { number, method: 'POST', bytes, framed: true };
  };
}
