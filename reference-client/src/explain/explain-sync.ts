import { chainFaults } from '../certificates/index.ts';
import type { Synced } from '../journeys/index.ts';
import { explainCall } from './explain-call.ts';
import type { Explanation } from './explanation.ts';

/** Explains why the certificates of an organization were refused. */
export function explainSync(ended: Exclude<Synced, { outcome: 'synced' }>): Explanation {
  if (ended.outcome !== 'lying-server') return explainCall(ended);
  const { fault, topic, index, detail } = ended.refusal;
  const which = index === undefined ? 'the list as a whole' : `${topic} certificate ${index}`;
  return {
    message: `the server served certificates that are not valid: ${which} ${chainFaults[fault]} (${detail})`,
    hint: 'do not trust this server until its administrator has explained it; the certificates verified before are kept',
  };
}
