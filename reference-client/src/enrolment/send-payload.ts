import type { Uuid } from '@parsec-spec/spec/codec';
import { constantTimeEqual } from '@parsec-spec/spec/crypto';
import { type Payload, sealPayload } from '@parsec-spec/spec/payloads';
import { formatServerUrl } from '@parsec-spec/spec/urls';
import { type Agreed, type GreetingEnd, exchangeStep, type Pace } from '../greeting/index.ts';
import { instant } from '../journeys/index.ts';
import type { Claiming } from './claiming.ts';
import { openClaim, storeClaim } from './claim-file.ts';
import type { Claimed } from './claimed.ts';

/** Step 6: stores the private keys on disk, then sends the public keys and the requested names. */
export async function sendPayload(
  claiming: Claiming,
  { side, attempt, sharedKey }: Agreed,
  greeter: Uuid,
  pace: Pace,
): Promise<
  { outcome: 'sent' } | Extract<Claimed, { outcome: 'cannot-store' | 'claim-waits' }> | GreetingEnd
> {
  const { crypto, path, password, own, folder, cost } = claiming;
  const payload = sealPayload(crypto, sharedKey, await payloadOf(claiming));
  const facts = { greeter, greeting_attempt: attempt, shared_key: sharedKey, claimer_payload: payload };
  // Another run of this claim may have stored and enrolled its keys while codes were compared.
  const before = await openClaim(crypto, path, password);
  const isOwn = before.ok && constantTimeEqual(before.keys.signing_key, own.signing_key);
  if (!isOwn && (before.ok || before.reason !== 'missing'))
    return {
      outcome: 'claim-waits',
      claim: path,
      detail: 'another run of this claim has stored its keys in the meantime',
    };
  try {
    await storeClaim(crypto, path, password, await factsOf(claiming), { ...own, ...facts }, cost);
  } catch (error) {
    return {
      outcome: 'cannot-store',
      folder,
      detail: error instanceof Error ? error.message : String(error),
    };
  }
  const said = await exchangeStep({ side, attempt }, { step: 6, payload }, pace);
  return said.outcome === 'heard' ? { outcome: 'sent' } : said;
}

async function payloadOf({ crypto, own, info, handle, deviceLabel }: Claiming): Promise<Payload> {
  const asked = {
    requested_device_label: deviceLabel,
    verify_key: await crypto.verifyKeyOf(own.signing_key),
  };
  if (info.type === 'DEVICE' || own.private_key === null) return { type: 'invite_device_data', ...asked };
  if (handle === undefined) throw new TypeError('a new user needs a name and an e-mail address');
  const [email, name] = handle;
  return {
    type: 'invite_user_data',
    ...asked,
    requested_human_handle: [email, name],
    public_key: await crypto.publicKeyOf(own.private_key),
  };
}

const factsOf = async (claiming: Claiming) => ({
  created_on: instant(claiming),
  server_url: formatServerUrl(claiming.address.server),
  organization_id: claiming.address.organization,
  invitation: await claiming.crypto.sha256(claiming.address.token),
  invitation_type: claiming.info.type,
  email:
    claiming.info.type === 'USER'
      ? (claiming.handle?.[0] ?? claiming.info.claimer_email)
      : claiming.info.claimer_human_handle[0],
  device_label: claiming.deviceLabel,
});
