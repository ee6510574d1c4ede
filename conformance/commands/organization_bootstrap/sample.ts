import { standsAsFounded } from '../../src/effects/index.ts';
import type { Sample } from '../../src/samples/index.ts';

export const sample: Sample = {
  family: 'anonymous',
  fields: {
    bootstrap_token: { is: 'bytes', length: 16, nullable: true },
    root_verify_key: { is: 'bytes', length: 32 },
    user_certificate: { is: 'bytes' },
    device_certificate: { is: 'bytes' },
    redacted_user_certificate: { is: 'bytes' },
    redacted_device_certificate: { is: 'bytes' },
    sequester_authority_certificate: { is: 'bytes', nullable: true },
  },
  async prepare(judge) {
    const organization = await judge.organization();
    const founding = judge.founding(organization);
    return {
      message: () => founding.message,
      send: (message, label) => judge.rpc.anonymous(organization.id, message, { label }),
      stands: () => standsAsFounded(judge, organization.id, founding),
    };
  },
};
