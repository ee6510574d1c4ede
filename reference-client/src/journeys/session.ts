import { DateTime } from '@parsec-spec/spec/codec';
import type { Crypto } from '@parsec-spec/spec/crypto';
import type { LocalDevice } from '@parsec-spec/spec/device-files';
import type { CertificateStore } from '../certificates/index.ts';
import type { Connection, TransportOptions } from '../transport/index.ts';

/** What every journey is given: the cryptography, the way to the network, the clock. */
export interface Means {
  crypto: Crypto;
  transport?: TransportOptions | undefined;
  now?: (() => Date) | undefined;
}

/** An opened device at work. */
export interface Session extends Means {
  device: LocalDevice;
  store: CertificateStore;
}

/** The device's connection to its server. */
export function connectionOf(session: Means & { device: LocalDevice }): Connection {
  const { device, crypto, transport, now } = session;
  return {
    serverUrl: device.server_url,
    organizationId: device.organization_id,
    device: { deviceId: device.device_id, signingKey: device.signing_key },
    crypto,
    ...(transport && { transport }),
    ...(now && { now }),
  };
}

/** The present, as certificates are dated. */
export const instant = ({ now }: Means): DateTime => DateTime.ofMillis((now?.() ?? new Date()).getTime());
