import { DateTime, Uuid } from '@parsec-spec/spec/codec';

/** What a device token says; whether it is true is judged against the device's key (AUTH-01). */
export interface DeviceToken {
  /** 32 lower-case hex digits. */
  readonly device: string;
  readonly time: DateTime;
  /** The text that the signature covers, exactly as sent. */
  readonly signed: Uint8Array;
  /** As many bytes as were sent; only 64 can verify. */
  readonly signature: Uint8Array;
}

const canonicalId = /^[0-9a-f]{32}$/;
const form =
  /^PARSEC-SIGN-ED25519\.([^.]+)\.(-?\d{1,15})\.((?:[A-Za-z0-9_+/-]{4})*(?:[A-Za-z0-9_+/-]{2}==|[A-Za-z0-9_+/-]{3}=)?)$/;

/** Reads `PARSEC-SIGN-ED25519.<device id>.<seconds>.<signature>`; undefined when it has another form (AUTH-04 to AUTH-06). */
export function readDeviceToken(token: string | undefined): DeviceToken | undefined {
  const found = token === undefined ? null : form.exec(token);
  if (found === null) return undefined;
  const [text, id = '', time = '', signature = ''] = found;
  const device = canonicalId.test(id) ? id : Uuid.parse(id)?.hex;
  if (device === undefined) return undefined;
  const micros = BigInt(time) * 1_000_000n;
  return {
    device,
    // A time beyond the calendar is as stale as one at its edge.
    time: DateTime.inRange(micros) ? DateTime.of(micros) : DateTime.of(0n),
    signed: Buffer.from(text.slice(0, text.length - signature.length - 1), 'latin1'),
    signature: Buffer.from(signature, 'base64url'),
  };
}
