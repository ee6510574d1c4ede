import { bytesOfBase64, bytesOfText, DateTime, Uuid } from '@parsec-spec/spec/codec';
import { constantTimeEqual, syncCrypto } from '@parsec-spec/spec/crypto';
import type { Organization } from '@parsec-spec/spec/records';
import { type Author, type HttpRefusal, httpRefusals } from '@parsec-spec/spec/rules';
import type { Invitation } from '@parsec-spec/spec/state';
import type { IncomingCall } from './incoming-call.ts';
import type { Services } from './services.ts';

type RefusedBy = IncomingCall['refusedBy'];

/**
 * The admitted caller: a device or the bearer of an invitation token. Both are undefined on the
 * anonymous route, which admits everyone.
 */
export interface Admitted {
  readonly author: Author | undefined;
  readonly invitation: Invitation | undefined;
}

/**
 * The one token of an `Authorization` header whose scheme is Bearer, in any letter case; undefined
 * otherwise (AUTH-03).
 */
export function bearerToken(header: string | undefined): string | undefined {
  return header === undefined ? undefined : bearer.exec(header)?.[1];
}

const bearer = /^\s*bearer\s+(\S+)\s*$/i;

const digest = (text: string): Uint8Array => syncCrypto.sha256(bytesOfText(text));

/**
 * Checks the `Authorization` of administration requests (ADMIN-01): digests of one length are
 * compared, in constant time.
 */
export function administrationGate(
  token: string,
): (header: string | undefined) => 'open' | 'missing' | 'wrong' {
  const expected = digest(token);
  return (header) => {
    const token = bearerToken(header);
    if (token === undefined) return 'missing';
    return constantTimeEqual(digest(token), expected) ? 'open' : 'wrong';
  };
}

/** The parts of a device token, whose signature is not verified yet (AUTH-01). */
interface DeviceToken {
  /** 32 lower-case hex digits. */
  readonly device: string;
  readonly time: DateTime;
  /** The text that the signature covers, exactly as sent. */
  readonly signed: Uint8Array;
  /** All bytes that were sent. Only 64 can verify. */
  readonly signature: Uint8Array;
}

const canonicalId = /^[0-9a-f]{32}$/;
const form =
  /^PARSEC-SIGN-ED25519\.([^.]+)\.(-?\d{1,15})\.((?:[A-Za-z0-9_+/-]{4})*(?:[A-Za-z0-9_+/-]{2}==|[A-Za-z0-9_+/-]{3}=)?)$/;

/**
 * Reads `PARSEC-SIGN-ED25519.<device id>.<seconds>.<signature>`; undefined when it has another form
 * (AUTH-04 to AUTH-06).
 */
export function readDeviceToken(token: string | undefined): DeviceToken | undefined {
  const match = token === undefined ? null : form.exec(token);
  if (match === null) return undefined;
  const [text, id = '', time = '', signature = ''] = match;
  const device = canonicalId.test(id) ? id : Uuid.parse(id)?.hex;
  if (device === undefined) return undefined;
  const micros = BigInt(time) * 1_000_000n;
  return {
    device,
    // A time outside of the calendar counts as the epoch, which is stale.
    time: DateTime.inRange(micros) ? DateTime.of(micros) : DateTime.of(0n),
    signed: bytesOfText(text.slice(0, text.length - signature.length - 1)),
    signature: bytesOfBase64(signature),
  };
}

/**
 * An invitation token as it travels: 32 hex digits of either case, no hyphens; undefined when it is
 * none (AUTH-19).
 */
export const readInvitationToken = (token: string | undefined): string | undefined =>
  token !== undefined && /^[0-9a-f]{32}$/i.test(token) ? token.toLowerCase() : undefined;

/**
 * The user and device of a request, or its refusal. Each request is decided on the present state:
 * nothing is cached (AUTH-12, AUTH-15 to AUTH-18).
 */
export function admitDevice(
  { guards, crypto }: Pick<Services, 'guards' | 'crypto'>,
  state: Organization,
  token: DeviceToken,
  now: DateTime,
  { needs_terms }: { readonly needs_terms: boolean },
  refusedBy?: RefusedBy,
): Author | HttpRefusal {
  const there = guards.organization({ state, mayCreate: false }, refusedBy);
  if (there !== true) return there;
  const device = state.devices.get(token.device);
  const user = device === undefined ? undefined : state.users.get(device.user_id.hex);
  if (device === undefined || user === undefined) return httpRefusals.authenticationBad;
  const signatureVerifies = crypto.verify(device.verify_key, token.signed, token.signature);
  const facts = { state, user, device, now, tokenTime: token.time, signatureVerifies };
  const admitted = needs_terms ? guards.device(facts, refusedBy) : guards.tos(facts, refusedBy);
  if (admitted !== true) return admitted;
  const timely = guards.token(facts, refusedBy);
  return timely === true ? { user, device } : timely;
}

/**
 * Whether a device that was admitted once is still admitted on this state. The age of its token
 * does not count, since a stream outlives its token.
 */
export function mayStay(
  { guards }: Pick<Services, 'guards'>,
  state: Organization,
  { device: { device_id } }: Author,
  now: DateTime,
): boolean {
  const device = state.devices.get(device_id.hex);
  const user = device === undefined ? undefined : state.users.get(device.user_id.hex);
  if (device === undefined || user === undefined) return false;
  const facts = { state, user, device, now, tokenTime: now, signatureVerifies: true };
  return guards.organization({ state, mayCreate: false }) === true && guards.device(facts) === true;
}

/**
 * The invitation that a token belongs to, or the refusal (AUTH-19 to AUTH-21). Terms of service
 * that are not accepted do not matter here (TOS-08).
 */
export function admitInvited(
  { guards }: Pick<Services, 'guards'>,
  state: Organization,
  token: string,
  refusedBy?: RefusedBy,
): Admitted | HttpRefusal {
  const there = guards.organization({ state, mayCreate: false }, refusedBy);
  if (there !== true) return there;
  const invitation = state.invitations.get(token);
  if (invitation === undefined) return httpRefusals.authenticationBad;
  const stands = guards.invitation({ invitation }, refusedBy);
  return stands === true ? { author: undefined, invitation } : stands;
}
