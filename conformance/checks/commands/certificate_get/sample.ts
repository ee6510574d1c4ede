import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { deviceSample } from '../../../src/vocabulary/samples/sample.ts';

export const sample = deviceSample(
  'authenticated',
  {
    common_after: { is: 'instant', nullable: true },
    sequester_after: { is: 'instant', nullable: true },
    shamir_recovery_after: { is: 'instant', nullable: true },
    realm_after: { is: 'id-map' },
  },
  () => ({
    cmd: 'certificate_get',
    common_after: null,
    sequester_after: null,
    shamir_recovery_after: null,
    realm_after: {},
  }),
);

export const messages: MessageVectors = ({ example, certificates }) => {
  const cmd = 'certificate_get';
  const cursors = { sequester_after: null, shamir_recovery_after: null, realm_after: new Map() };
  const isRedacted = (id: string): boolean => id.endsWith('-redacted');
  const hasRedacted = (id: string): boolean => certificates.some((one) => one.id === `${id}-redacted`);
  const sequester = certificates.filter(({ id }) => id === 'sequester-authority');
  const common = certificates.filter((one) => !sequester.includes(one));
  const reply = (served: typeof certificates) => ({
    status: 'ok',
    common_certificates: served.map(({ signed }) => signed),
    realm_certificates: new Map(),
    sequester_certificates: sequester.map(({ signed }) => signed),
    shamir_recovery_certificates: [],
  });
  return {
    requests: {
      everything: { cmd, common_after: null, ...cursors },
      'since-the-bootstrap': { cmd, common_after: example.alice.since, ...cursors },
    },
    replies: {
      'all-of-it': reply(common.filter(({ id }) => !isRedacted(id))),
      'for-an-outsider': reply(common.filter(({ id }) => isRedacted(id) || !hasRedacted(id))),
    },
  };
};
