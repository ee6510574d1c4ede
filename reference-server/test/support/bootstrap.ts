import { generateKeyPairSync } from 'node:crypto';
import { signCertificate, type UserCertificate } from '@parsec-spec/spec/certificates';
import { encodeRequest, type OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { type Member, newMember, now, userCreation } from './members.ts';

/** The changes of a test to a coherent bootstrap. */
export interface BootstrapChanges {
  /** Fields of both user certificates. */
  readonly user?: Partial<UserCertificate>;
  readonly isSequestered?: boolean;
}

/** A bootstrap that is not sent yet, with its first member. */
export interface Bootstrap extends Member {
  readonly request: OrganizationBootstrapRequest;
  readonly body: Uint8Array;
}

const { randomBytes, verifyKeyOf } = syncCrypto;

/** Makes a coherent bootstrap with the changes of a test. */
export function makeBootstrap(token: Uint8Array | null, changes: BootstrapChanges = {}): Bootstrap {
  const root = { deviceId: null, seed: randomBytes(32) };
  const alice = newMember('alice');
  const at = now();
  const request: OrganizationBootstrapRequest = {
    ...userCreation(root, alice, {
      at,
      user: { human_handle: [alice.email, 'Alice'], profile: 'ADMIN', ...changes.user },
    }),
    cmd: 'organization_bootstrap',
    bootstrap_token: token,
    root_verify_key: verifyKeyOf(root.seed),
    sequester_authority_certificate:
      changes.isSequestered === true
        ? signCertificate(syncCrypto, root.seed, {
            type: 'sequester_authority_certificate',
            timestamp: at,
            verify_key_der: authorityKey(),
          })
        : null,
  };
  return { ...alice, request, body: encodeRequest(request) };
}

/** An RSA key of the shortest length that the real server accepts, because it is made quickly. */
const authorityKey = (): Uint8Array =>
  generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'der' });
