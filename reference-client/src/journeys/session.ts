import type { ClientRules } from '@parsec-spec/spec/client-rules';
import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { Connection, DeviceConnection } from '../call/call.ts';
import type { TransportOptions } from '../call/exchange.ts';
import type { CertificateStore } from '../certificates/certificate-store.ts';

/** What every journey needs: the provider of cryptography, the transport and the clock. */
export interface ClientEnvironment {
  crypto: Crypto;
  transport?: TransportOptions | undefined;
  now?: (() => Date) | undefined;
  /** The rules that this client keeps; default: all. A self-test leaves some out. */
  rules?: ClientRules | undefined;
}

/** An opened device that can call its server. */
export interface Session extends ClientEnvironment {
  device: LocalDevice;
  store: CertificateStore;
}

/** The connection of a device to its server. */
export function connectionOf(session: ClientEnvironment & { device: LocalDevice }): DeviceConnection {
  const { device, now } = session;
  return {
    serverUrl: device.server_url,
    organizationId: device.organization_id,
    device: { deviceId: device.device_id, signingKey: device.signing_key },
    ...channelOf(session),
    ...(now && { now }),
  };
}

/** The part of a connection that the environment decides. */
export const channelOf = ({
  crypto,
  transport,
  rules,
}: ClientEnvironment): Pick<Connection, 'crypto' | 'transport' | 'rules'> => ({
  crypto,
  ...(transport && { transport }),
  ...(rules && { rules }),
});

/** The current time in the form of certificate timestamps. */
export const instant = ({ now }: ClientEnvironment): DateTime =>
  DateTime.ofMillis((now?.() ?? new Date()).getTime());

/** Generates a random identifier in the form of a UUID version 4. */
export function randomUuid(crypto: Crypto): Uuid {
  const bytes = crypto.randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return Uuid.of(bytes);
}
