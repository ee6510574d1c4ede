import type { Bootstrapped } from '@parsec-spec/reference-client/journeys';
import { userAtDevice } from './user-at-device.ts';

/** The result of a bootstrap in the JSON output. */
export interface FoundedDevice {
  organization: string;
  server: string;
  user: { id: string; email: string; name: string; profile: string };
  device: { id: string; label: string; file: string };
  resumed: boolean;
}

export function factsOfFounded(ended: Extract<Bootstrapped, { outcome: 'bootstrapped' }>): FoundedDevice {
  const { device, path, resumed } = ended;
  return {
    organization: device.organization_id,
    server: device.server_url,
    user: {
      id: device.user_id.hex,
      email: device.human_handle[0],
      name: device.human_handle[1],
      profile: device.initial_profile,
    },
    device: { id: device.device_id.hex, label: device.device_label, file: path },
    resumed,
  };
}

/** Describes the result of a bootstrap to the founder. */
export function foundedText(founded: FoundedDevice): string {
  const { organization, server, user, device, resumed } = founded;
  const how = resumed
    ? 'An earlier bootstrap had succeeded and is now finished.'
    : 'The organization is bootstrapped.';
  return [
    `${how}`,
    `You are ${userAtDevice(user.name, device.label)} in ${organization} at ${server}, profile ${user.profile}.`,
    `The device is stored in ${device.file}.`,
    'Log in with: parsec-spec client login',
  ].join('\n');
}
