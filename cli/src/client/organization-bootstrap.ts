import { explainBootstrap } from '@parsec-spec/reference-client/explain';
import { bootstrapOrganization } from '@parsec-spec/reference-client/journeys';
import { type BootstrapAddress, formatServerUrl } from '@parsec-spec/spec/urls';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import { newPassword, type PasswordSource } from './password.ts';
import { sequesterAuthority } from './sequester-authority.ts';
import { userAtDevice } from './user-at-device.ts';
import { wanted } from './wanted.ts';
import { wants } from './wants.ts';

/** Options that say who founds an organization. */
export interface FounderOptions extends PasswordSource {
  email?: string;
  name?: string;
  deviceLabel?: string;
  sequesterKey?: string;
}

/** What a bootstrap left on this machine. */
export interface FoundedDevice {
  organization: string;
  server: string;
  user: { id: string; email: string; name: string; profile: string };
  device: { id: string; label: string; file: string };
  resumed: boolean;
}

/** Founds the organization of a link, its founder asked for what is missing. */
export async function foundByLink(
  context: Context,
  address: BootstrapAddress,
  options: FounderOptions,
): Promise<FoundedDevice> {
  const { asker, say, folder, means } = context;
  const authority = sequesterAuthority(options.sequesterKey);
  const email = await wanted(wants.email, options.email, asker);
  const name = await wanted(wants.name, options.name, asker);
  const deviceLabel = await wanted(wants.deviceLabel, options.deviceLabel, asker);
  const password = await newPassword(options, asker, say, [email, name, address.organization]);
  const ended = await bootstrapOrganization({
    ...means,
    serverUrl: formatServerUrl(address.server),
    organizationId: address.organization,
    token: address.token,
    humanHandle: [email, name],
    deviceLabel,
    password,
    folder,
    sequesterAuthority: authority,
  });
  if (ended.outcome !== 'bootstrapped') throw failed(ended.outcome, explainBootstrap(ended));
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

/** `client organization bootstrap [LINK]`. */
export async function organizationBootstrap(
  context: Context,
  link: string | undefined,
  options: FounderOptions,
): Promise<void> {
  const founded = await foundByLink(context, await wanted(wants.link, link, context.asker), options);
  context.print(founded, toldFounded(founded));
}

/** The founder's first sight of the organization. */
export function toldFounded(founded: FoundedDevice): string {
  const { organization, user, device, resumed } = founded;
  const how = resumed
    ? 'An earlier bootstrap had succeeded, and is finished now.'
    : 'The organization is founded.';
  return [
    `${how}`,
    `You are ${userAtDevice(user.name, device.label)} in ${organization}, profile ${user.profile}.`,
    `The device is kept in ${device.file}.`,
    'Log in with: parsec-spec client login',
  ].join('\n');
}
