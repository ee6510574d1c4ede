import type { CancelReason, ClientRules, ConfirmationFacts } from '@parsec-spec/spec/client-rules';
import { type Crypto, isUsableVerifyKey } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import { openPayload, type PayloadOf } from '@parsec-spec/spec/payloads';
import type { HumanHandlePair } from '@parsec-spec/spec/scalars';
import { formatServerUrl, type InvitationAddress } from '@parsec-spec/spec/urls';
import { rulesOf } from '../call/call.ts';
import { hideKeys } from '../device-files/open-device.ts';
import type { GreetingEnd } from '../greeting/greeting-side.ts';
import { randomUuid } from '../journeys/session.ts';
import type { ClaimKeys } from './claim-file.ts';
import type { InvitationInfo } from './invitations.ts';

/** The facts with which a claimer checks the greeter's confirmation. */
export interface ConfirmationInput {
  readonly address: InvitationAddress;
  readonly info: InvitationInfo;
  readonly keys: Pick<ClaimKeys, 'signing_key' | 'private_key' | 'shared_key'>;
  /** What the claimer asked for. */
  readonly deviceLabel: string;
  readonly handle?: HumanHandlePair | undefined;
  /** The rules that this client keeps; default: all. */
  readonly rules?: ClientRules | undefined;
}

type Confirmed =
  | { outcome: 'confirmed'; device: LocalDevice }
  | Extract<GreetingEnd, { outcome: 'payload-refused' }>;

/**
 * Builds the device from the greeter's confirmation and the claimer's keys (step 7, GREET-32,
 * GREET-34). The greeter decides the names, the ids and the profile. Only the greeter provides the
 * root key.
 */
export function confirmedDevice(crypto: Crypto, input: ConfirmationInput, sealed: Uint8Array): Confirmed {
  return input.info.type === 'USER'
    ? confirmedUser(crypto, input, sealed)
    : confirmedOwnDevice(crypto, input, input.info, sealed);
}

function confirmedUser(crypto: Crypto, input: ConfirmationInput, sealed: Uint8Array): Confirmed {
  const { shared_key, private_key } = input.keys;
  const opened = openPayload(crypto, shared_key, sealed, 'invite_user_confirmation');
  if (!opened.ok) return refused(opened.reason, opened.detail);
  if (private_key === null) throw new TypeError('a new user needs its own private key');
  return deviceFrom(crypto, input, opened.payload, {
    private_key,
    user_realm_id: randomUuid(crypto),
    user_realm_key: crypto.randomBytes(32),
  });
}

function confirmedOwnDevice(
  crypto: Crypto,
  input: ConfirmationInput,
  info: Extract<InvitationInfo, { type: 'DEVICE' }>,
  sealed: Uint8Array,
): Confirmed {
  const opened = openPayload(crypto, input.keys.shared_key, sealed, 'invite_device_confirmation');
  if (!opened.ok) return refused(opened.reason, opened.detail);
  const { user_id, human_handle, private_key, user_realm_id, user_realm_key } = opened.payload;
  // The confirmation must be about the user that the invitation names.
  const invited = { userId: info.claimer_user_id, email: info.claimer_human_handle[0] };
  const same = isConsistent(input, { invited, confirmed: { userId: user_id, email: human_handle[0] } });
  if (same !== true) return refused(same, 'it is about another user than the invitation');
  return deviceFrom(crypto, input, opened.payload, { private_key, user_realm_id, user_realm_key });
}

function deviceFrom(
  crypto: Crypto,
  input: ConfirmationInput,
  confirmation: PayloadOf['invite_user_confirmation'] | PayloadOf['invite_device_confirmation'],
  shared: Pick<LocalDevice, 'private_key' | 'user_realm_id' | 'user_realm_key'>,
): Confirmed {
  const { address, keys } = input;
  const usable = isConsistent(input, { isRootKeyPoint: isUsableVerifyKey(confirmation.root_verify_key) });
  if (usable !== true) return refused(usable, 'its root key is not usable');
  const requested = { device_label: input.deviceLabel, ...(input.handle && { human_handle: input.handle }) };
  const names = rulesOf(input)['client-greeting/greeter-has-last-word']?.(confirmation, requested) ?? {
    ...confirmation,
    ...requested,
  };
  const device = hideKeys({
    type: 'local_device',
    server_url: formatServerUrl(address.server),
    organization_id: address.organization,
    root_verify_key: confirmation.root_verify_key,
    user_id: confirmation.user_id,
    device_id: names.device_id,
    device_label: names.device_label,
    human_handle: [...names.human_handle],
    signing_key: keys.signing_key,
    ...shared,
    initial_profile: names.profile,
    local_symkey: crypto.randomBytes(32),
  });
  return { outcome: 'confirmed', device };
}

type Refused = Extract<GreetingEnd, { outcome: 'payload-refused' }>;

const refused = (reason: Refused['reason'], detail: string): Refused => ({
  outcome: 'payload-refused',
  reason,
  detail,
});

const isConsistent = (input: ConfirmationInput, facts: ConfirmationFacts): true | CancelReason =>
  rulesOf(input)['client-greeting/payload-inconsistent']?.(facts) ?? true;
