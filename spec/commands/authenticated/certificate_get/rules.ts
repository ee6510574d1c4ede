import type { DateTime } from '../../../src/codec/index.ts';
import { authenticatedCommand } from '../../../src/guards/index.ts';
import type { StoredCertificate } from '../../../src/state/index.ts';

/**
 * The certificates of the organization: bytes as received, redacted for a present OUTSIDER (CERT-07
 * to CERT-16).
 */
export const certificate_get = authenticatedCommand('certificate_get', {
  guards: {},
  effect: ({ state, author, request }) => {
    const form = author.user.profile === 'OUTSIDER' ? 'redacted' : 'full';
    const common = after(state.common_certificates, request.common_after);
    const sequester = after(state.sequester_certificates, request.sequester_after);
    return {
      certificates: [...common, ...sequester].map(({ version, type }) => ({ version, type, form })),
      reply: ({ certificates }) => ({
        status: 'ok',
        common_certificates: certificates.slice(0, common.length),
        sequester_certificates: certificates.slice(common.length),
        shamir_recovery_certificates: [],
        realm_certificates: new Map(),
      }),
    };
  },
});

// Strictly later than the cursor (CERT-10). Always a new list, because the list of the state grows
// while the certificates are fetched.
const after = (
  certificates: readonly StoredCertificate[],
  cursor: DateTime | null,
): readonly StoredCertificate[] =>
  certificates.filter(({ timestamp }) => cursor === null || timestamp.micros > cursor.micros);
