import type { Founding } from '../certificate/index.ts';
import type { Judge } from '../judge/index.ts';
import { certificatesOf } from './certificates-of.ts';

/**
 * Asserts that the first device is accepted, and that the organization holds exactly the
 * certificates of this founding, byte for byte.
 */
export async function standsAsFounded(judge: Judge, organization: string, founding: Founding): Promise<void> {
  const { user, device, sequester } = founding.certificates;
  const served = await certificatesOf(judge, { organization, device: founding.device });
  judge.expect.equal(served.common, [user, device], 'common certificates');
  judge.expect.equal(served.sequester, sequester === null ? [] : [sequester], 'sequester certificates');
}
