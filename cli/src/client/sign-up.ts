import { askForCode, checkCode, createAccount } from '@parsec-spec/reference-client/accounts';
import {
  type Explanation,
  explainBootstrap,
  explainCall,
  explainSignUp,
} from '@parsec-spec/reference-client/explain';
import { demandRoom } from './demand-room.ts';
import { bootstrapOrganization, spontaneousCreation } from '@parsec-spec/reference-client/journeys';
import { mayHaveActed } from '@parsec-spec/reference-client/transport';
import { formatServerUrl, parseSignUpUrl } from '@parsec-spec/spec/urls';
import { CliError } from '../main/cli-error.ts';
import { type Context, onInterrupt } from './context.ts';
import { failed } from './failed.ts';
import { type FoundedDevice, factsOfFounded, foundedText } from './founded-device.ts';
import { newPassword, type PasswordSource } from './password.ts';
import { printable } from '../main/printable.ts';
import { type Want, wanted } from './wanted.ts';
import { wants } from './wants.ts';

/** Options of `client sign-up`. */
export interface SignUpOptions extends PasswordSource {
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
  const name = await wanted(wants.name, options.name, asker);
  const organization = await wanted(
    { ...wants.organization, question: 'Name of the organization to create', flag: '--organization' },
    options.organization,
    asker,
  );
  const deviceLabel = await wanted(wants.deviceLabel, options.deviceLabel, asker);
  const password = await newPassword(options, asker, say, [email, name, organization]);
  // An account is useless if its device cannot be saved.
  await demandRoom(folder);
  const created = await createAccount(environment, serverUrl, [email, name], code, password);
  if (created.outcome !== 'created') {
    const explanation = explainSignUp(created);
    if (created.outcome === 'account-stands' || !mayHaveActed(created))
      throw failed(created.outcome, explanation);
    throw failed('uncertain', {
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
    throw failed(founded.outcome, { message, hint: `${hint}; the account exists: ${nextCommand}` });
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
    const next = { email, code: await wanted(codeOf(email), undefined, asker) };
    return rightCode(context, serverUrl, next, isAsked);
  }
  if (checked.outcome !== 'no-code') throw failed(checked.outcome, explanation);
  throw failed('no-code', {
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
    await demandSpontaneous(context, read.serverUrl);
    return read;
  }
  const serverUrl = await wanted(wants.server, options.server, context.asker);
  await demandSpontaneous(context, serverUrl);
  const email = await wanted(wants.email, options.email, context.asker);
  if (options.code !== undefined) {
    return { serverUrl, proof: { email, code: await wanted(codeOf(email), options.code, undefined) } };
  }
  const asked = await askForCode(context.environment, serverUrl, email);
  if (asked.outcome !== 'sent') throw failed(asked.outcome, explainSignUp(asked));
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
  return { serverUrl, proof: { email, code: await wanted(codeOf(email), undefined, asker) } };
}

function ofLink(text: string): { serverUrl: string; proof: Proof } {
  const parsed = parseSignUpUrl(text);
  if (!parsed.ok) throw new CliError('bad-option', 'LINK is not usable', `expected ${parsed.expected}`);
  const { server, email, code } = parsed.address;
  return { serverUrl: formatServerUrl(server), proof: { email, code } };
}

/** A question for the code of the mail, or for its link, which must be for the same address. */
const codeOf = (email: string): Want<string> => ({
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

async function demandSpontaneous({ environment }: Context, serverUrl: string): Promise<void> {
  const birth = await spontaneousCreation(environment, serverUrl);
  if (birth.outcome === 'allowed') return;
  if (birth.outcome !== 'token-needed') throw failed(birth.outcome, explainCall(birth));
  throw failed('token-needed', {
    message: 'on this server only the administration can create organizations, so a sign-up is useless',
    hint: 'ask its administrator for a bootstrap link: parsec-spec client organization bootstrap LINK',
  });
}
