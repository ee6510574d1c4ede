import { randomBytes } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { askForCode, checkCode, createAccount } from '@parsec-spec/reference-client/accounts';
import { writeSecretFile } from '@parsec-spec/reference-client/device-files';
import { explainCall, explainSignUp } from '@parsec-spec/reference-client/explain';
import { spontaneousCreation } from '@parsec-spec/reference-client/journeys';
import { mayHaveActed } from '@parsec-spec/reference-client/transport';
import { validationCodePattern } from '@parsec-spec/spec/scalars';
import { formatServerUrl, parseServerUrl, parseSignUpUrl } from '@parsec-spec/spec/urls';
import type { Command } from 'commander';
import { CliError, exitCode } from '../main/cli-error.ts';
import { printable } from '../main/printable.ts';
import type { Context } from './context.ts';
import { journeyError } from './journey-error.ts';
import { run, serverOption, withPassword } from './options.ts';
import { bootstrapByLink, bootstrapText } from './organization-bootstrap.ts';
import { newPassword, type PasswordSource } from './password.ts';
import { linkReader, type Question, questions, RefusedAnswer, repeatUntilAccepted } from './questions.ts';

/** Options of `client sign-up`. */
interface SignUpOptions extends PasswordSource {
  server?: string;
  email?: string;
  /** The code of the mail, or its link. */
  code?: string;
  name?: string;
  organization?: string;
  deviceLabel?: string;
}

export function addSignUp(client: Command): void {
  withPassword(client.command('sign-up'))
    .description('create an account on a hosted service, confirmed by mail, and an organization there')
    .argument('[link]', 'the link of the mail')
    .addOption(serverOption())
    .option('--email <address>', 'your e-mail address')
    .option('--code <code>', 'the code of the mail, or its link')
    .option('--name <name>', 'your name')
    .option('--organization <name>', 'name of the organization')
    .option('--device-label <name>', 'name of this device')
    .action((link: string | undefined, _options, command) =>
      run<SignUpOptions>(command, async (context, options) => {
        await signUp(context, link, options);
      }),
    );
}

/**
 * `client sign-up [LINK]`: creates an account on a hosted service and an organization there
 * (spec/commands/anonymous_server). Without a link or code it requests the mail, and at a terminal
 * asks for the code.
 */
export async function signUp(
  context: Context,
  link: string | undefined,
  options: SignUpOptions,
): Promise<void> {
  const { say, asker, folder, cancellation } = context;
  const address = await confirmedAddress(context, link, options);
  if (address === undefined) return;
  const { serverUrl, email } = address;
  const server = parseServerUrl(serverUrl);
  if (!server.ok) throw new TypeError(`expected ${server.expected}`);
  const nextCommand = nextCommandFor(serverUrl);
  let password: string | undefined;
  let isCreated = false;
  const bootstrapping = repeatUntilAccepted(context, async (answer) => {
    const name = await answer(questions.name, options.name);
    const organization = await answer(newOrganization, options.organization);
    const deviceLabel = await answer(questions.deviceLabel, options.deviceLabel);
    password ??= await newPassword(options, asker, say, [email, name, organization]);
    if (!isCreated) {
      // An account is useless if its device cannot be saved.
      await requireWritableFolder(folder);
      await requireAccount(context, address, name, password);
      isCreated = true;
      cancellation.settle({ message: 'Cancelled. The account exists.', hint: nextCommand });
      say(
        `The account of ${email} is created. It has the same password, which the server can check but does not know.`,
      );
    }
    const founder = { email, name, deviceLabel, password, sequesterAuthority: null };
    const link = { server: server.address, organization, token: null };
    return { name, facts: await bootstrapByLink(context, link, founder, newOrganization) };
  });
  const { name, facts } = await bootstrapping.catch((error: unknown) => {
    if (!isCreated || !(error instanceof CliError) || error.code === 'interrupted') throw error;
    const { code, message, hint, exit } = error;
    throw new CliError(code, message, `${hint}; the account exists: ${nextCommand}`, exit);
  });
  context.print({ account: { email, name }, ...facts }, bootstrapText(facts));
}

const newOrganization = {
  ...questions.organization,
  question: 'Name of the organization to create',
  flag: '--organization',
};

/** Creates the account. */
async function requireAccount(
  { environment, cancellation }: Context,
  { serverUrl, email, code }: ConfirmedAddress,
  name: string,
  password: string,
): Promise<void> {
  const nextCommand = nextCommandFor(serverUrl);
  const created = await cancellation.sending(`if the account exists, ${nextCommand}`, () =>
    createAccount(environment, serverUrl, [email, name], code, password),
  );
  if (created.outcome === 'created') return;
  const explanation = explainSignUp(created);
  if (created.outcome === 'account-stands' || !mayHaveActed(created))
    throw journeyError(created.outcome, explanation);
  throw journeyError('uncertain', {
    message: `${explanation.message}; the account may exist nevertheless`,
    hint: nextCommand,
  });
}

/** The command that continues after the account was created. */
const nextCommandFor = (serverUrl: string): string =>
  `choose a name and continue with parsec-spec client organization create NAME --server ${serverUrl} --bootstrap`;

/** An address, and the code by which the server knows that its owner signs up. */
interface ConfirmedAddress {
  readonly serverUrl: string;
  readonly email: string;
  readonly code: string;
}

/**
 * Requests the mail, and asks for its code until the server accepts it. Undefined if the code is
 * still needed and there is no terminal.
 */
async function confirmedAddress(
  context: Context,
  link: string | undefined,
  options: SignUpOptions,
): Promise<ConfirmedAddress | undefined> {
  const { asker, say, cancellation } = context;
  const givenLink = link ?? (options.code?.includes(':') ? options.code : undefined);
  if (givenLink !== undefined) {
    const address = readLink(givenLink);
    await requireSpontaneous(context, address.serverUrl);
    await requireRightCode(context, address);
    return address;
  }
  const serverUrl = await repeatUntilAccepted(context, async (answer) => {
    const url = await answer(questions.server, options.server);
    await requireSpontaneous(context, url);
    return url;
  });
  const email = await repeatUntilAccepted(context, async (answer) => {
    const address = await answer(questions.email, options.email);
    if (options.code === undefined) say(await requestMail(context, serverUrl, address));
    return address;
  });
  if (options.code === undefined) {
    if (asker === undefined) {
      context.print(
        { email, server: serverUrl, mail: 'sent' },
        [
          'Continue with one of:',
          '  its link: parsec-spec client sign-up LINK',
          `  its code: parsec-spec client sign-up --server ${serverUrl} --email ${printable(email)} --code CODE`,
        ].join('\n'),
      );
      return undefined;
    }
    cancellation.settle({
      message: 'Cancelled. No account was created.',
      hint: `the mail to ${email} has a link: parsec-spec client sign-up LINK`,
    });
  }
  return repeatUntilAccepted(context, async (answer) => {
    const address = { serverUrl, email, code: await answer(codeOf(email), options.code) };
    await requireRightCode(context, address);
    return address;
  });
}

/** Requests the mail with the code, and returns what to tell the user. */
async function requestMail(
  { environment, asker }: Context,
  serverUrl: string,
  email: string,
): Promise<string> {
  const requested = await askForCode(environment, serverUrl, email);
  if (requested.outcome === 'sent')
    return `A mail with a code and a link was sent to ${printable(email)}, unless the address already has an account.`;
  const explanation = explainSignUp(requested);
  // The code of the earlier mail is still valid.
  if (requested.outcome === 'too-soon' && asker !== undefined)
    return `${explanation.message}\n  ${explanation.hint}`;
  const isRefused = requested.outcome === 'recipient-refused';
  throw new RefusedAnswer(
    isRefused ? questions.email : undefined,
    journeyError(requested.outcome, explanation),
  );
}

function readLink(text: string): ConfirmedAddress {
  const parsed = linkReader('a sign-up link', parseSignUpUrl)(text);
  if (!parsed.ok)
    throw new CliError('bad-option', 'LINK is not a sign-up link', `expected ${parsed.expected}`);
  const { server, email, code } = parsed.value;
  return { serverUrl: formatServerUrl(server), email, code };
}

/** A question for the code of the mail, or for its link, which must be for the same address. */
const codeOf = (email: string): Question<string> => ({
  question: 'Code of the mail, or its link',
  flag: '--code',
  noun: 'a code, or a link of the mail',
  secret: 'shown',
  read: (text) => {
    const code = text.trim().toUpperCase();
    if (validationCodePattern.test(code)) return { ok: true, value: code };
    const link = parseSignUpUrl(text);
    if (link.ok && link.address.email === email) return { ok: true, value: link.address.code };
    return { ok: false, expected: `six letters or digits, or the link of the mail to ${email}` };
  },
});

/** Refuses a code that the server does not accept. */
async function requireRightCode(
  { environment }: Context,
  { serverUrl, email, code }: ConfirmedAddress,
): Promise<void> {
  const checked = await checkCode(environment, serverUrl, email, code);
  if (checked.outcome === 'right') return;
  const { message, hint } = explainSignUp(checked);
  if (checked.outcome !== 'no-code')
    throw new RefusedAnswer(
      checked.outcome === 'wrong-code' ? codeOf(email) : undefined,
      journeyError(checked.outcome, { message, hint }),
    );
  throw journeyError('no-code', {
    message,
    hint: `${hint}; if the account was created with that code: ${nextCommandFor(serverUrl)}`,
  });
}

/** Refuses a server on which a new account cannot create an organization. */
async function requireSpontaneous({ environment }: Context, serverUrl: string): Promise<void> {
  const creation = await spontaneousCreation(environment, serverUrl);
  if (creation.outcome === 'allowed') return;
  const { outcome } = creation;
  const explanation =
    outcome === 'token-needed'
      ? {
          message: 'on this server only the administration can create organizations, so a sign-up is useless',
          hint: 'ask its administrator for a bootstrap link: parsec-spec client organization bootstrap LINK',
        }
      : explainCall(creation);
  throw new RefusedAnswer(questions.server, journeyError(outcome, explanation));
}

/** More than the size of a device file, in bytes. */
const PROBE_BYTES = 4096;

/**
 * Refuses a folder in which no device file can be saved, before the server is asked for something
 * that can be had only once.
 */
async function requireWritableFolder(folder: string): Promise<void> {
  const probe = join(folder, `${randomBytes(8).toString('hex')}.probe`);
  try {
    await writeSecretFile(probe, new Uint8Array(PROBE_BYTES));
    await unlink(probe);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new CliError(
      'cannot-store',
      `no device can be stored in ${folder} (${code}), so nothing was sent`,
      'make the folder writable, free disk space, or name another with --config-dir',
      exitCode.fail,
    );
  }
}
