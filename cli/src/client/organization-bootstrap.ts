import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { explainBootstrap } from '@parsec-spec/reference-client/explain';
import { type Bootstrapped, bootstrapOrganization } from '@parsec-spec/reference-client/journeys';
import { type BootstrapAddress, formatServerUrl } from '@parsec-spec/spec/urls';
import type { Command } from 'commander';
import { CliError } from '../main/cli-error.ts';
import type { Context } from './context.ts';
import { userAtDevice } from './device-list.ts';
import { journeyError } from './journey-error.ts';
import { founding, run } from './options.ts';
import { type PasswordSource, newPassword } from './password.ts';
import { givenOrAsked, questions } from './questions.ts';

/** Options for the founder of an organization. */
export interface FounderOptions extends PasswordSource {
  email?: string;
  name?: string;
  deviceLabel?: string;
  sequesterKey?: string;
}

/** Refuses unusable options before anything is sent. */
export async function requireUsable({ email, name, deviceLabel }: FounderOptions): Promise<void> {
  if (email !== undefined) await givenOrAsked(questions.email, email, undefined);
  if (name !== undefined) await givenOrAsked(questions.name, name, undefined);
  if (deviceLabel !== undefined) await givenOrAsked(questions.deviceLabel, deviceLabel, undefined);
}

/** Bootstraps the organization of a link. Asks the founder for missing facts. */
export async function foundByLink(
  context: Context,
  address: BootstrapAddress,
  options: FounderOptions,
): Promise<FoundedDevice> {
  const { asker, say, folder, environment } = context;
  const authority = sequesterAuthority(options.sequesterKey);
  say(`Bootstrapping ${address.organization} at ${formatServerUrl(address.server)}.`);
  const email = await givenOrAsked(questions.email, options.email, asker);
  const name = await givenOrAsked(questions.name, options.name, asker);
  const deviceLabel = await givenOrAsked(questions.deviceLabel, options.deviceLabel, asker);
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
    throw journeyError(ended.outcome, explainBootstrap(ended, address.token === null));
  return factsOfFounded(ended);
}

/** Adds `client organization bootstrap`. */
export function addOrganizationBootstrap(organization: Command): void {
  founding(organization.command('bootstrap'))
    .description('bootstrap an organization by its link: become its first user on this device')
    .argument('[link]', 'the link, parsec3://… or https://…/redirect/…')
    .action((link: string | undefined, _options, command) =>
      run<FounderOptions>(command, async (context, options) => {
        await organizationBootstrap(context, link, options);
      }),
    );
}

/** `client organization bootstrap [LINK]`. */
export async function organizationBootstrap(
  context: Context,
  link: string | undefined,
  options: FounderOptions,
): Promise<void> {
  const founded = await foundByLink(
    context,
    await givenOrAsked(questions.link, link, context.asker),
    options,
  );
  context.print(founded, foundedText(founded));
}

/**
 * Reads the public key (SPKI DER) of a sequester authority from a PEM file. Null without a file:
 * the organization then never has an authority.
 */
function sequesterAuthority(file: string | undefined): Uint8Array | null {
  if (file === undefined) return null;
  try {
    const key = createPublicKey(readFileSync(file));
    if (key.asymmetricKeyType !== 'rsa') throw new Error('it is not an RSA key');
    return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new CliError('bad-option', `--sequester-key ${file}: ${message}`, 'give an RSA public key as PEM');
  }
}

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
