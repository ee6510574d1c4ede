import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { explainBootstrap } from '@parsec-spec/reference-client/explain';
import { type Bootstrapped, bootstrapOrganization } from '@parsec-spec/reference-client/journeys';
import { type BootstrapAddress, formatServerUrl } from '@parsec-spec/spec/urls';
import type { Command } from 'commander';
import { CliError, exitCode } from '../main/cli-error.ts';
import type { Context } from './context.ts';
import { userAtDevice } from './device-list.ts';
import { journeyError } from './journey-error.ts';
import { run, withFounder } from './options.ts';
import { newPassword, type PasswordSource } from './password.ts';
import { type Question, questions, RefusedAnswer, repeatUntilAccepted, valueOrAnswer } from './questions.ts';

/** Options for the founder of an organization. */
export interface FounderOptions extends PasswordSource {
  email?: string;
  name?: string;
  deviceLabel?: string;
  sequesterKey?: string;
}

/** Refuses unusable options before anything is sent. */
export async function requireUsable({ email, name, deviceLabel }: FounderOptions): Promise<void> {
  if (email !== undefined) await valueOrAnswer(questions.email, email, undefined);
  if (name !== undefined) await valueOrAnswer(questions.name, name, undefined);
  if (deviceLabel !== undefined) await valueOrAnswer(questions.deviceLabel, deviceLabel, undefined);
}

interface FounderAnswers {
  readonly email: string;
  readonly name: string;
  readonly deviceLabel: string;
  readonly password: string;
  readonly sequesterAuthority: Uint8Array | null;
}

/** Asks the founder of an organization for missing facts and a new password. */
export async function askFounder(
  { asker, say }: Context,
  options: FounderOptions,
  organization: string,
): Promise<FounderAnswers> {
  const sequesterAuthority = readSequesterKey(options.sequesterKey);
  const email = await valueOrAnswer(questions.email, options.email, asker);
  const name = await valueOrAnswer(questions.name, options.name, asker);
  const deviceLabel = await valueOrAnswer(questions.deviceLabel, options.deviceLabel, asker);
  const password = await newPassword(options, asker, say, [email, name, organization]);
  return { email, name, deviceLabel, password, sequesterAuthority };
}

/**
 * Bootstraps an organization. At a terminal the user can try again if the server cannot be reached.
 *
 * @param asked the question for the link, or for the name without a token
 * @throws RefusedAnswer about that question
 */
export async function bootstrapByLink(
  { environment, folder, cancellation, asker }: Context,
  { server, organization, token }: BootstrapAddress,
  { email, name, ...founder }: FounderAnswers,
  asked: Pick<Question<unknown>, 'flag'> = token === null ? questions.organization : questions.link,
): Promise<FirstDevice> {
  const input = {
    ...{ ...environment, ...founder, folder, token },
    serverUrl: formatServerUrl(server),
    organizationId: organization,
    humanHandle: [email, name],
  } as const;
  const hint = '`client login` with the same password finds out, and finishes the bootstrap';
  for (;;) {
    const result = await cancellation.sending(hint, () => bootstrapOrganization(input));
    if (result.outcome === 'bootstrapped') return factsOfBootstrap(result);
    const error = journeyError(result.outcome, explainBootstrap(result, token === null));
    if (error.exit === exitCode.unreachable) {
      if ((await asker?.confirm(`${error.message}. Try again?`, true)) !== true) throw error;
    } else {
      const isTaken = ['token-refused', 'already-bootstrapped'].includes(result.outcome);
      const isUnknown = result.outcome === 'organization-not-found';
      throw new RefusedAnswer(isTaken || isUnknown ? asked : undefined, error);
    }
  }
}

/** Adds `client organization bootstrap`. */
export function addOrganizationBootstrap(organization: Command): void {
  withFounder(organization.command('bootstrap'))
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
  let founder: FounderAnswers | undefined;
  const first = await repeatUntilAccepted(context, async (answer) => {
    const address = await answer(questions.link, link);
    const { organization, server } = address;
    context.say(`Bootstrapping ${organization} at ${formatServerUrl(server)}.`);
    founder ??= await askFounder(context, options, organization);
    return bootstrapByLink(context, address, founder);
  });
  context.print(first, bootstrapText(first));
}

/**
 * Reads the public key (SPKI DER) of a sequester authority from a PEM file. Null without a file:
 * the organization then never has an authority.
 */
function readSequesterKey(file: string | undefined): Uint8Array | null {
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
export interface FirstDevice {
  organization: string;
  server: string;
  user: { id: string; email: string; name: string; profile: string };
  device: { id: string; label: string; file: string };
  resumed: boolean;
}

function factsOfBootstrap(ended: Extract<Bootstrapped, { outcome: 'bootstrapped' }>): FirstDevice {
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
export function bootstrapText(first: FirstDevice): string {
  const { organization, server, user, device, resumed } = first;
  const how = resumed
    ? 'An earlier bootstrap had succeeded and is now finished.'
    : 'The organization is bootstrapped.';
  return [
    how,
    `You are ${userAtDevice(user.name, device.label)} in ${organization} at ${server}, profile ${user.profile}.`,
    `The device is stored in ${device.file}.`,
    'Log in with: parsec-spec client login',
  ].join('\n');
}
