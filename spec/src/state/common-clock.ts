import type { DateTime } from '../codec/index.ts';
import type { CoreOrganization } from './organization.ts';

/**
 * The timestamp of the last common certificate, which the next one must exceed (CERT-20); null
 * before the bootstrap. It may be ahead of the server's clock.
 */
export const commonClock = ({ common_certificates }: CoreOrganization): DateTime | null =>
  common_certificates.at(-1)?.timestamp ?? null;
