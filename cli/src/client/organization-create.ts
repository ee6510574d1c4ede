import { explainAdministration, explainCall } from '@parsec-spec/reference-client/explain';
import {
  createOrganization,
  type OrganizationSettings,
  spontaneousCreation,
} from '@parsec-spec/reference-client/journeys';
import {
  type BootstrapAddress,
  formatBootstrapRedirection,
  formatBootstrapUrl,
  formatServerUrl,
  parseBootstrapUrl,
  parseServerUrl,
} from '@parsec-spec/spec/urls';
import type { Command } from 'commander';
import { CliError } from '../main/cli-error.ts';
import {
  type AdministrationOptions,
  administrationToken,
  refusedAnswer,
  tokenQuestion,
} from './administration.ts';
import type { Context } from './context.ts';
import { journeyError } from './journey-error.ts';
import { count, locale, run, withAdministration, withFounder } from './options.ts';
import {
  askFounder,
  bootstrapByLink,
  bootstrapText,
  type FounderOptions,
  requireUsable,
} from './organization-bootstrap.ts';
import { questions, RefusedAnswer, repeatUntilAccepted, valueOrAnswer } from './questions.ts';

/** Options of `client organization create`. */
interface CreateOptions extends AdministrationOptions, FounderOptions {
  bootstrap?: boolean;
  activeUsersLimit?: number;
  outsiders?: boolean;
  tos?: Record<string, string>;
}

/** Adds `client organization create`. */
export function addOrganizationCreate(organization: Command): void {
  withFounder(withAdministration(organization.command('create')))
    .description('create an organization and, if wanted, bootstrap it')
    .argument('[organization]', 'its name: 1 to 32 bytes of letters, digits, _ and -')
    .option('--bootstrap', 'become its first user now')
    .option('--no-bootstrap', 'only print the bootstrap link')
    .option('--active-users-limit <number>', 'limit of active users', count)
    .option('--no-outsiders', 'allow no users with the profile OUTSIDER')
    .option('--tos <locale=url>', 'terms of service (repeatable)', locale)
    .action((given: string | undefined, _options, command) =>
      run<CreateOptions>(command, async (context, options) => {
        await organizationCreate(context, given, options);
      }),
    );
}

/**
 * `client organization create [ORGANIZATION]`. Creates it by the administration if a token is
 * given. Otherwise tries the spontaneous bootstrap, and asks for the token if the server does not
 * allow that.
 */
export async function organizationCreate(
  context: Context,
  given: string | undefined,
  options: CreateOptions,
): Promise<void> {
  await requireUsable(options);
  requireBootstrapOptions(context, options);
  const { asker, cancellation } = context;
  // Without a terminal all options are checked before anything is sent.
  if (asker === undefined || given !== undefined)
    await valueOrAnswer(questions.organization, given, undefined);
  let wantsDevice = options.bootstrap;
  let founder: Awaited<ReturnType<typeof askFounder>> | undefined;
  await repeatUntilAccepted(context, async (answer) => {
    const token = administrationToken(options);
    const serverUrl = await answer(questions.server, options.server);
    // A typed address is tried at once, before further questions.
    const isTried = token === undefined || options.server === undefined;
    const isOpen = isTried && (await allowsSpontaneous(context, serverUrl, token));
    const organization = await answer(questions.organization, given);
    if (!isOpen) requireTokenUnlessAsked(context, token);
    const address = isOpen
      ? spontaneousAddress(serverUrl, organization)
      : await createdAddress(
          context,
          { serverUrl, token: await answer(tokenQuestion, token) },
          organization,
          options,
        );
    const links = {
      bootstrap_url: formatBootstrapUrl(address),
      bootstrap_url_as_http_redirection: formatBootstrapRedirection(address),
    };
    const linkText = `Bootstrap link of ${organization}, which works once:\n  ${links.bootstrap_url}\n  ${links.bootstrap_url_as_http_redirection}`;
    if (address.token !== null)
      cancellation.settle({
        message: `Cancelled. ${organization} is created and has no user yet.`,
        hint: `its bootstrap link: ${links.bootstrap_url}`,
      });
    wantsDevice ??= await asker?.confirm(`Become the first user of ${organization} now?`, true);
    if (wantsDevice !== true) {
      const use = 'Its user becomes the first administrator: parsec-spec client organization bootstrap LINK';
      return context.print({ organization, ...links }, `${linkText}\n${use}`);
    }
    // A spontaneous bootstrap needs no link.
    if (address.token !== null) context.say(linkText);
    founder ??= await askFounder(context, options, organization);
    const first = await bootstrapByLink(context, address, founder);
    context.print({ ...links, ...first }, bootstrapText(first));
  });
}

/**
 * Without a terminal, requires `--bootstrap` or `--no-bootstrap` if an option describes the first
 * user.
 */
function requireBootstrapOptions({ asker }: Context, options: CreateOptions): void {
  if (asker !== undefined || options.bootstrap !== undefined) return;
  const { email, name, deviceLabel, passwordStdin, passwordFd, sequesterKey } = options;
  const bootstrapOptions = Object.entries({
    email,
    name,
    deviceLabel,
    passwordStdin,
    passwordFd,
    sequesterKey,
  });
  const [[flag] = []] = bootstrapOptions.filter(([, value]) => value !== undefined);
  if (flag !== undefined)
    throw new CliError(
      'missing-option',
      `--bootstrap is missing: --${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} describes the first user`,
      'give it, or --no-bootstrap to get only the link',
    );
}

async function createdAddress(
  context: Context,
  administration: { serverUrl: string; token: string },
  organization: string,
  options: CreateOptions,
): Promise<BootstrapAddress> {
  const settings: OrganizationSettings = {
    ...(options.activeUsersLimit !== undefined && { active_users_limit: options.activeUsersLimit }),
    ...(options.outsiders === false && { user_profile_outsider_allowed: false }),
    ...(options.tos && { tos: options.tos }),
  };
  const { transport } = context.environment;
  const created = await context.cancellation.sending(
    'as long as the organization has no user, creating it again gives a new link',
    () => createOrganization({ ...administration, transport }, organization, settings),
  );
  if (created.outcome !== 'done') {
    const error = journeyError(created.outcome, explainAdministration(created, organization));
    throw new RefusedAnswer(refusedAnswer(created.outcome), error);
  }
  const parsed = parseBootstrapUrl(created.result.bootstrap_url);
  if (parsed.ok) return verifiedLink(context, parsed.address, administration.serverUrl, organization);
  throw journeyError('unexpected', {
    message: `the server gave a bootstrap link that is not usable: expected ${parsed.expected}`,
    hint: 'is this a Parsec server of this version?',
  });
}

/**
 * Asks the server whether it creates organizations without a token.
 *
 * @param token if there is one, only an unreachable server is an error
 */
async function allowsSpontaneous(
  { environment }: Context,
  serverUrl: string,
  token: string | undefined,
): Promise<boolean> {
  const creation = await spontaneousCreation(environment, serverUrl);
  if (creation.outcome === 'allowed') return token === undefined;
  if (creation.outcome === 'token-needed') return false;
  if (token !== undefined && creation.outcome !== 'offline') return false;
  throw new RefusedAnswer(questions.server, journeyError(creation.outcome, explainCall(creation)));
}

function spontaneousAddress(serverUrl: string, organization: string): BootstrapAddress {
  const server = parseServerUrl(serverUrl);
  if (!server.ok) throw new TypeError(`expected ${server.expected}`);
  return { server: server.address, organization, token: null };
}

/** Without a terminal, requires the token and says why it is needed. */
function requireTokenUnlessAsked({ asker }: Context, token: string | undefined): void {
  if (token !== undefined || asker !== undefined) return;
  throw new CliError(
    'missing-option',
    '--administration-token is missing: on this server only the administration can create organizations',
    'give it, --administration-token-file or PARSEC_ADMINISTRATION_TOKEN; or ask the administrator for a bootstrap link',
  );
}

/**
 * Checks that a bootstrap link is for the requested organization and does not drop TLS. Reports a
 * link to another server.
 */
function verifiedLink(
  { say }: Context,
  address: BootstrapAddress,
  asked: string,
  organization: string,
): BootstrapAddress {
  const wrong = (what: string) =>
    journeyError('unexpected', {
      message: `the server gave a bootstrap link ${what}`,
      hint: 'the organization is created, and nothing was sent to the address of the link: check the address in the settings of the server (--server-addr) and that this is the right server',
    });
  if (address.organization !== organization) throw wrong(`of another organization, ${address.organization}`);
  const server = formatServerUrl(address.server);
  const isSecure = (url: string) => new URL(url).protocol === 'https:';
  if (isSecure(asked) && !isSecure(server)) throw wrong(`without TLS, to ${server}`);
  if (new URL(server).host !== new URL(asked).host)
    say(`The link leads to ${server}, the address that the server has for itself.`);
  return address;
}
