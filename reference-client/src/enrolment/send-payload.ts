import type { Uuid } from '@parsec-spec/spec/codec';
import { constantTimeEqual } from '@parsec-spec/spec/crypto';
import { type Payload, sealPayload } from '@parsec-spec/spec/payloads';
import { formatServerUrl } from '@parsec-spec/spec/urls';
import { type Agreed, type GreetingEnd, hear, type Pace } from '../greeting/index.ts';
import { instant } from '../journeys/index.ts';
import type { Claiming } from './claiming.ts';
import { openClaim, storeClaim } from './claim-file.ts';
import type { Claimed } from './claimed.ts';

/** Step 6: the public halves of the claimer's keys, and what it would like to be called; sent once everything that the private halves need is on disk. */
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
  // Another start of this claim may have stored its keys while codes were compared: somebody may be enrolled with them.
  const before = await openClaim(crypto, path, password);
  const isOwn = before.ok && constantTimeEqual(before.keys.signing_key, own.signing_key);
  if (!isOwn && (before.ok || before.reason !== 'missing'))
    return {
      outcome: 'claim-waits',
      claim: path,
      detail: 'another start of this claim stored its keys meanwhile',
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
  const said = await hear({ side, attempt }, { step: 6, payload }, pace);
  return said.outcome === 'heard' ? { outcome: 'sent' } : said;
}

async function payloadOf({ crypto, own, info, handle, deviceLabel }: Claiming): Promise<Payload> {
  const asked = {
    requested_device_label: deviceLabel,
    verify_key: await crypto.verifyKeyOf(own.signing_key),
  };
  if (info.type === 'DEVICE' || own.private_key === null) return { type: 'invite_device_data', ...asked };
  if (handle === undefined) throw new TypeError('a new user has a name and an address');
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
