import { signCertificate } from '@parsec-spec/spec/certificates';
import { type ClientRules, clientRules } from '@parsec-spec/spec/client-rules';
import type { DateTime } from '@parsec-spec/spec/codec';
import type { OrganizationBootstrapRequest } from '@parsec-spec/spec/commands';
import type { Crypto } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { signedUser } from '../certificates/signed-certificates.ts';
import { hideKeys } from '../device-files/open-device.ts';
import { randomUuid } from './session.ts';

/** The founder of an organization. */
export interface Founder {
  serverUrl: string;
  organizationId: string;
  /** The bootstrap token; null for a spontaneous bootstrap. */
  token: Uint8Array | null;
  humanHandle: readonly [email: string, name: string];
  deviceLabel: string;
  /**
   * Public key (SPKI DER) of the sequester authority, which can decrypt all data; null for an
   * organization without one, which can never get one.
   */
  sequesterAuthority?: Uint8Array | null;
}

/** The first device of an organization, and the request that bootstraps it. */
export interface BootstrapPlan {
  readonly device: LocalDevice;
  readonly request: OrganizationBootstrapRequest;
}

/**
 * Creates the first device of an organization and the request that bootstraps it
 * (spec/commands/anonymous/organization_bootstrap/README.md, BOOT-49, BOOT-50). All keys are new.
 * The private root key is wiped before the function returns (KEYS-04).
 *
 * @param rules the rules of this client; default: all
 */
export async function prepareBootstrap(
  crypto: Crypto,
  founder: Founder,
  timestamp: DateTime,
  rules: ClientRules = clientRules,
): Promise<BootstrapPlan> {
  const rootSeed = crypto.randomBytes(32);
  try {
    return await signedBootstrap(crypto, founder, timestamp, rules, rootSeed);
  } finally {
    rootSeed.fill(0);
  }
}

async function signedBootstrap(
  crypto: Crypto,
  founder: Founder,
  timestamp: DateTime,
  rules: ClientRules,
  rootSeed: Uint8Array,
): Promise<BootstrapPlan> {
  const [email, name] = founder.humanHandle;
  const device = hideKeys({
    type: 'local_device',
    server_url: founder.serverUrl,
    organization_id: founder.organizationId,
    root_verify_key: await crypto.verifyKeyOf(rootSeed),
    user_id: randomUuid(crypto),
    device_id: randomUuid(crypto),
    device_label: founder.deviceLabel,
    human_handle: [email, name],
    signing_key: crypto.randomBytes(32),
    private_key: crypto.randomBytes(32),
    initial_profile: 'ADMIN',
    user_realm_id: randomUuid(crypto),
    user_realm_key: crypto.randomBytes(32),
    local_symkey: crypto.randomBytes(32),
  });
  const author = { id: null, seed: rootSeed };
  const { user, device: own } = await signedUser(
    crypto,
    author,
    timestamp,
    {
      userId: device.user_id,
      deviceId: device.device_id,
      handle: device.human_handle,
      deviceLabel: device.device_label,
      publicKey: await crypto.publicKeyOf(device.private_key),
      verifyKey: await crypto.verifyKeyOf(device.signing_key),
      profile: 'ADMIN',
    },
    rules,
  );
  const authority = founder.sequesterAuthority ?? null;
  const request: OrganizationBootstrapRequest = {
    cmd: 'organization_bootstrap',
    bootstrap_token: founder.token,
    root_verify_key: device.root_verify_key,
    user_certificate: user.full,
    device_certificate: own.full,
    redacted_user_certificate: user.redacted,
    redacted_device_certificate: own.redacted,
    sequester_authority_certificate:
      authority &&
      (await signCertificate(crypto, rootSeed, {
        type: 'sequester_authority_certificate',
        timestamp,
        verify_key_der: authority,
      })),
  };
  return { device, request };
}
