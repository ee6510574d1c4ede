import { randomBytes } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { askForCode, checkCode, createAccount } from '@parsec-spec/reference-client/accounts';
import { writeSecretFile } from '@parsec-spec/reference-client/device-files';
import {
  type Explanation,
  explainBootstrap,
  explainCall,
  explainSignUp,
} from '@parsec-spec/reference-client/explain';
import { bootstrapOrganization, spontaneousCreation } from '@parsec-spec/reference-client/journeys';
import { mayHaveActed } from '@parsec-spec/reference-client/transport';
import { formatServerUrl, parseSignUpUrl } from '@parsec-spec/spec/urls';
import type { Command } from 'commander';
import { CliError, exitCode } from '../main/cli-error.ts';
import { printable } from '../main/printable.ts';
import { type Context, onInterrupt } from './context.ts';
import { journeyError } from './journey-error.ts';
import { passwords, run, serverOption } from './options.ts';
import { type FoundedDevice, factsOfFounded, foundedText } from './organization-bootstrap.ts';
import { type PasswordSource, newPassword } from './password.ts';
import { type Question, givenOrAsked, questions } from './questions.ts';

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

/** The content of the mail. */
interface Proof {
  readonly email: string;
  readonly code: string;
}

/** Adds `client sign-up`. */
export function addSignUp(client: Command): void {
  passwords(client.command('sign-up'))
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
  const { say, environment, folder } = context;
  const begun = await begin(context, link, options);
  if (begun === undefined) return;
  const { serverUrl, proof } = begun;
  const { email } = proof;
  const isAsked = options.code === undefined && link === undefined;
  const next = isAsked ? onInterrupt(context, mailSent(email)) : context;
  const { asker } = next;
  const nextCommand = nextCommandFor(serverUrl);
  const code = await rightCode(next, serverUrl, proof, isAsked);
  const name = await givenOrAsked(questions.name, options.name, asker);
  const organization = await givenOrAsked(
    { ...questions.organization, question: 'Name of the organization to create', flag: '--organization' },
    options.organization,
    asker,
  );
  const deviceLabel = await givenOrAsked(questions.deviceLabel, options.deviceLabel, asker);
  const password = await newPassword(options, asker, say, [email, name, organization]);
  // An account is useless if its device cannot be saved.
  await requireWritableFolder(folder);
  const created = await createAccount(environment, serverUrl, [email, name], code, password);
  if (created.outcome !== 'created') {
    const explanation = explainSignUp(created);
    if (created.outcome === 'account-stands' || !mayHaveActed(created))
      throw journeyError(created.outcome, explanation);
    throw journeyError('uncertain', {
      message: `${explanation.message}; the account may exist nevertheless`,
      hint: nextCommand,
    });
  }
  say(
    `The account of ${email} is created. It has the same password, which the server can check but does not know.`,
  );
  const founded = await bootstrapOrganization({
    ...environment,
    ...{ serverUrl, organizationId: organization, token: null },
    ...{ humanHandle: [email, name], deviceLabel, password, folder },
  });
  if (founded.outcome !== 'bootstrapped') {
    const { message, hint } = explainBootstrap(founded);
    throw journeyError(founded.outcome, { message, hint: `${hint}; the account exists: ${nextCommand}` });
  }
  const facts: FoundedDevice = factsOfFounded(founded);
  context.print({ account: { email, name }, ...facts }, foundedText(facts));
}

/** The error if the user interrupts a question after the mail was requested. */
const mailSent = (email: string): Explanation => ({
  message: 'interrupted',
  hint: `no account was created; the mail to ${email} has a link: parsec-spec client sign-up LINK`,
});

/** The command that continues after the account was created. */
const nextCommandFor = (serverUrl: string): string =>
  `choose a name and continue with parsec-spec client organization create NAME --server ${serverUrl} --bootstrap`;

/** Returns the code when the server accepts it. A typed code can be corrected. */
async function rightCode(
  context: Context,
  serverUrl: string,
  { email, code }: Proof,
  isAsked: boolean,
): Promise<string> {
  const { environment, asker, say } = context;
  const checked = await checkCode(environment, serverUrl, email, code);
  if (checked.outcome === 'right') return code;
  const explanation = explainSignUp(checked);
  if (checked.outcome === 'wrong-code' && isAsked && asker !== undefined) {
    say(`${explanation.message}: ${explanation.hint}.`);
    const next = { email, code: await givenOrAsked(codeOf(email), undefined, asker) };
    return rightCode(context, serverUrl, next, isAsked);
  }
  if (checked.outcome !== 'no-code') throw journeyError(checked.outcome, explanation);
  throw journeyError('no-code', {
    message: explanation.message,
    hint: `${explanation.hint}; if the account was created with that code: ${nextCommandFor(serverUrl)}`,
  });
}

async function begin(
  context: Context,
  link: string | undefined,
  options: SignUpOptions,
): Promise<{ serverUrl: string; proof: Proof } | undefined> {
  const given = link ?? (options.code?.includes(':') ? options.code : undefined);
  if (given !== undefined) {
    const read = ofLink(given);
    await requireSpontaneous(context, read.serverUrl);
    return read;
  }
  const serverUrl = await givenOrAsked(questions.server, options.server, context.asker);
  await requireSpontaneous(context, serverUrl);
  const email = await givenOrAsked(questions.email, options.email, context.asker);
  if (options.code !== undefined) {
    return { serverUrl, proof: { email, code: await givenOrAsked(codeOf(email), options.code, undefined) } };
  }
  const asked = await askForCode(context.environment, serverUrl, email);
  if (asked.outcome !== 'sent') throw journeyError(asked.outcome, explainSignUp(asked));
  if (context.asker === undefined) {
    context.print(
      { email, server: serverUrl, mail: 'sent' },
      [
        `A mail was sent to ${printable(email)}, unless the address already has an account. Continue with one of:`,
        '  its link: parsec-spec client sign-up LINK',
        `  its code: parsec-spec client sign-up --server ${serverUrl} --email ${printable(email)} --code CODE`,
      ].join('\n'),
    );
    return undefined;
  }
  context.say(
    `A mail with a code and a link was sent to ${email}, unless the address already has an account.`,
  );
  const { asker } = onInterrupt(context, mailSent(email));
  return { serverUrl, proof: { email, code: await givenOrAsked(codeOf(email), undefined, asker) } };
}

function ofLink(text: string): { serverUrl: string; proof: Proof } {
  const parsed = parseSignUpUrl(text);
  if (!parsed.ok) throw new CliError('bad-option', 'LINK is not usable', `expected ${parsed.expected}`);
  const { server, email, code } = parsed.address;
  return { serverUrl: formatServerUrl(server), proof: { email, code } };
}

/** A question for the code of the mail, or for its link, which must be for the same address. */
const codeOf = (email: string): Question<string> => ({
  question: 'Code of the mail, or its link',
  flag: '--code',
  read: (text) => {
    const code = text.trim().toUpperCase();
    if (/^[A-HJ-NP-Z2-9]{6}$/.test(code)) return { ok: true, value: code };
    const link = parseSignUpUrl(text);
    if (link.ok && link.address.email === email) return { ok: true, value: link.address.code };
    return { ok: false, expected: `six letters or digits, or the link of the mail to ${email}` };
  },
});

async function requireSpontaneous({ environment }: Context, serverUrl: string): Promise<void> {
  const birth = await spontaneousCreation(environment, serverUrl);
  if (birth.outcome === 'allowed') return;
  if (birth.outcome !== 'token-needed') throw journeyError(birth.outcome, explainCall(birth));
  throw journeyError('token-needed', {
    message: 'on this server only the administration can create organizations, so a sign-up is useless',
    hint: 'ask its administrator for a bootstrap link: parsec-spec client organization bootstrap LINK',
  });
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
