import { plural } from '@parsec-spec/conformance/wire';
import {
  authorityNotice,
  explainSync,
  explainTerms,
  explainUnfinished,
} from '@parsec-spec/reference-client/explain';
import {
  acceptTerms,
  finishBootstrap,
  type Session,
  type Synced,
  syncCertificates,
  type Terms,
} from '@parsec-spec/reference-client/journeys';
import type { Command } from 'commander';
import { printable } from '../main/printable.ts';
import type { Context } from './context.ts';
import { userAtDevice } from './device-list.ts';
import { journeyError } from './journey-error.ts';
import { openPicked, pickDevice } from './open-device.ts';
import { run, withDevice } from './options.ts';
import type { PasswordSource } from './password.ts';

/** Options of `client login`. */
interface LoginOptions extends PasswordSource {
  device?: string;
  acceptTerms?: boolean;
}

type Entered = Extract<Synced, { outcome: 'synced' }> & {
  session: Session;
  contradictions: readonly string[];
};

export function addLogin(client: Command): void {
  withDevice(client.command('login'))
    .description('open a device and verify the certificates of its server')
    .option('--accept-terms', 'accept new terms of service after showing them')
    .action((_options, command) => run<LoginOptions>(command, login));
}

/**
 * `client login`: opens a device, finishes an unfinished bootstrap, shows new terms of service, and
 * verifies the certificates of the server.
 */
export async function login(context: Context, options: LoginOptions): Promise<void> {
  const { device, unfinished } = await pickDevice(context, options.device);
  const { opened, secret } = await openPicked(context, options, device);
  let { path } = device;
  if (unfinished) {
    const finished = await finishBootstrap(context.environment, path, secret);
    if (finished.outcome !== 'finished') throw journeyError(finished.outcome, explainUnfinished(finished));
    ({ path } = finished);
    context.say(`The bootstrap had succeeded: the device is stored in ${path}.`);
  }
  const { storeOf, environment } = context;
  const session = { ...environment, device: opened.device, store: storeOf(opened.device.device_id.hex) };
  let synced = await syncCertificates(session);
  if (
    synced.outcome === 'terms-not-accepted' &&
    (options.acceptTerms === true || context.asker !== undefined)
  ) {
    const declined = { message: 'Cancelled. The terms were not accepted.', hint: '' };
    const terms = await context.cancellation.during(declined, () =>
      acceptTerms(session, (shown) => show(context, shown, options)),
    );
    if (terms.outcome !== 'accepted' && terms.outcome !== 'no-terms')
      throw journeyError(terms.outcome, explainTerms(terms));
    synced = await syncCertificates(session);
  }
  if (synced.outcome !== 'synced') throw journeyError(synced.outcome, explainSync(synced));
  const { contradictions } = opened;
  for (const field of contradictions) {
    context.say(
      `Warning: ${path} has a clear ${field} that differs from its sealed content: the file was changed. The sealed content is used.`,
    );
  }
  report(context, { ...synced, session, contradictions }, path);
}

async function show(context: Context, terms: Terms, options: LoginOptions): Promise<boolean> {
  context.say(`The organization has terms of service of ${terms.updated_on}:`);
  for (const [locale, url] of Object.entries(terms.per_locale_urls)) {
    context.say(`  ${printable(locale)}: ${printable(url)}`);
  }
  if (options.acceptTerms === true) return true;
  return (await context.asker?.confirm('Have you read them, and do you accept them?', false)) ?? false;
}

function report(context: Context, { session, user, view, contradictions }: Entered, file: string): void {
  const { device } = session;
  const [email, name] = device.human_handle;
  const revoked = [...view.users.values()].filter((each) => each.revokedOn !== undefined).length;
  const result = {
    organization: device.organization_id,
    server: device.server_url,
    user: { id: device.user_id.hex, email, name, profile: user.profile },
    device: { id: device.device_id.hex, label: device.device_label, file },
    certificates: {
      users: view.users.size,
      revoked,
      devices: view.devices.size,
      latest: String(view.latest),
    },
    contradictions,
  };
  const people = `${plural(view.users.size, 'user')} (${revoked} revoked), ${plural(view.devices.size, 'device')}`;
  context.print(
    result,
    [
      `Logged in to ${device.organization_id} as ${userAtDevice(name, device.device_label)}, profile ${user.profile}.`,
      `${people}. All certificates are verified, from the root key on.`,
      ...authorityLine(view),
    ].join('\n'),
  );
}

/** A line about the sequester authority, if there is one. */
export function authorityLine(view: Entered['view']): readonly string[] {
  const notice = authorityNotice(view);
  return notice === undefined ? [] : [`Note: ${notice}.`];
}
