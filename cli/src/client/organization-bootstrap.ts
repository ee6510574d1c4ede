import { explainBootstrap } from '@parsec-spec/reference-client/explain';
import { bootstrapOrganization } from '@parsec-spec/reference-client/journeys';
import { type BootstrapAddress, formatServerUrl } from '@parsec-spec/spec/urls';
import type { Context } from './context.ts';
import { failed } from './failed.ts';
import { type FoundedDevice, factsOfFounded, toldFounded } from './founded-device.ts';
import { newPassword, type PasswordSource } from './password.ts';
import { sequesterAuthority } from './sequester-authority.ts';
import { wanted } from './wanted.ts';
import { wants } from './wants.ts';

/** Options that say who founds an organization. */
export interface FounderOptions extends PasswordSource {
  email?: string;
  name?: string;
  deviceLabel?: string;
  sequesterKey?: string;
}

/** Refuses what cannot be used of what is given, before anything is sent. */
export async function demandUsable({ email, name, deviceLabel }: FounderOptions): Promise<void> {
  if (email !== undefined) await wanted(wants.email, email, undefined);
  if (name !== undefined) await wanted(wants.name, name, undefined);
  if (deviceLabel !== undefined) await wanted(wants.deviceLabel, deviceLabel, undefined);
}

/** Founds the organization of a link, its founder asked for what is missing. */
export async function foundByLink(
  context: Context,
  address: BootstrapAddress,
  options: FounderOptions,
): Promise<FoundedDevice> {
  const { asker, say, folder, environment } = context;
  const authority = sequesterAuthority(options.sequesterKey);
  say(`Founding ${address.organization} at ${formatServerUrl(address.server)}.`);
  const email = await wanted(wants.email, options.email, asker);
  const name = await wanted(wants.name, options.name, asker);
  const deviceLabel = await wanted(wants.deviceLabel, options.deviceLabel, asker);
  const password = await newPassword(options, asker, say, [email, name, address.organization]);
  const ended = await bootstrapOrganization({
    ...environment,
    serverUrl: formatServerUrl(address.server),
    organizationId: address.organization,
    token: address.token,
    humanHandle: [email, name],
    deviceLabel,
    password,
    folder,
    sequesterAuthority: authority,
  });
  if (ended.outcome !== 'bootstrapped')
    throw failed(ended.outcome, explainBootstrap(ended, address.token === null));
  return factsOfFounded(ended);
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
