import type { DateTime } from '../../../src/codec/index.ts';
import { authenticatedCommand } from '../../../src/guards/index.ts';
import type { StoredCertificate } from '../../../src/state/index.ts';

/** What happened, signed: bytes as received, redacted for who is OUTSIDER now (CERT-07 to CERT-16). */
export const certificate_get = authenticatedCommand('certificate_get', {
  guards: {},
  effect: ({ state, author, request }) => {
    const version = author.user.profile === 'OUTSIDER' ? 'redacted' : 'full';
    return {
      reply: {
        status: 'ok',
        common_certificates: after(state.common_certificates, request.common_after).map(
          (one) => one[version],
        ),
        sequester_certificates: after(state.sequester_certificates, request.sequester_after).map(
          (one) => one[version],
        ),
        shamir_recovery_certificates: [],
        realm_certificates: new Map(),
      },
    };
  },
});

// Strictly later than the cursor (CERT-10).
const after = (
  certificates: readonly StoredCertificate[],
  cursor: DateTime | null,
): readonly StoredCertificate[] =>
  cursor === null ? certificates : certificates.filter(({ timestamp }) => timestamp.micros > cursor.micros);
