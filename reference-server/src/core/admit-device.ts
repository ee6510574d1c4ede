import type { DateTime } from '@parsec-spec/spec/codec';
import type { Organization } from '@parsec-spec/spec/records';
import { type Author, type HttpRefusal, httpRefusals } from '@parsec-spec/spec/rules';
import type { DeviceToken } from './device-token.ts';
import type { Services } from './services.ts';

/** The user and device of a request, or its refusal. Each request is judged on the present state: nothing is cached (AUTH-12, AUTH-15 to AUTH-18). */
export function admitDevice(
  { law, crypto }: Pick<Services, 'law' | 'crypto'>,
  state: Organization,
  token: DeviceToken,
  now: DateTime,
  { needs_terms }: { readonly needs_terms: boolean },
): Author | HttpRefusal {
  const there = law.organization({ state, mayCreate: false });
  if (there !== true) return there;
  const device = state.devices.get(token.device);
  const user = device === undefined ? undefined : state.users.get(device.user_id.hex);
  if (device === undefined || user === undefined) return httpRefusals.authenticationBad;
  const signatureVerifies = crypto.verify(device.verify_key, token.signed, token.signature);
  const facts = { state, user, device, now, tokenTime: token.time, signatureVerifies };
  const admitted = needs_terms ? law.device(facts) : law.tos(facts);
  if (admitted !== true) return admitted;
  const timely = law.token(facts);
  return timely === true ? { user, device } : timely;
}

/**
 * Whether a device that was admitted once is still admitted on this state. The age of its token
 * does not count, since a stream outlives its token.
 */
export function mayStay(
  { law }: Pick<Services, 'law'>,
  state: Organization,
  { device: { device_id } }: Author,
  now: DateTime,
): boolean {
  const device = state.devices.get(device_id.hex);
  const user = device === undefined ? undefined : state.users.get(device.user_id.hex);
  if (device === undefined || user === undefined) return false;
  const facts = { state, user, device, now, tokenTime: now, signatureVerifies: true };
  return law.organization({ state, mayCreate: false }) === true && law.device(facts) === true;
}
