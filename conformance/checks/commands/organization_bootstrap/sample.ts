import type { MessageVectors } from '../../../src/vectors/message-vectors.ts';
import { expectBootstrapped } from '../../../src/vocabulary/observations/organization.ts';
import type { Sample } from '../../../src/vocabulary/samples/sample.ts';

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
    const bootstrap = judge.newBootstrap(organization);
    return {
      message: () => bootstrap.message,
      send: (message, label) => judge.rpc.anonymous(organization.id, message, { label }),
      expectEffect: () => expectBootstrapped(judge, organization.id, bootstrap),
    };
  },
};

export const messages: MessageVectors = ({ example, signed }) => {
  const bootstrap = {
    cmd: 'organization_bootstrap',
    bootstrap_token: example.token,
    root_verify_key: example.root.verifyKey,
    user_certificate: signed('alice'),
    device_certificate: signed('alice-laptop'),
    redacted_user_certificate: signed('alice-redacted'),
    redacted_device_certificate: signed('alice-laptop-redacted'),
    sequester_authority_certificate: signed('sequester-authority'),
  };
  return {
    requests: { bootstrap, spontaneous: { ...bootstrap, bootstrap_token: null } },
    replies: { ok: { status: 'ok' }, again: { status: 'organization_already_bootstrapped' } },
  };
};
