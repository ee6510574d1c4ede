import type { Expected } from '../../judge/expect.ts';
import { asStep } from '../../judge/failure.ts';
import type { Judge } from '../../judge/judge.ts';
import { stepOf } from '../../judge/prerequisite-steps.ts';
import type { Author } from '../../judge/rpc.ts';
import { type AddedCertificates, joinCertificates } from '../../people/added-certificates.ts';
import type { Instant, Message } from '../../wire/values.ts';
import { certificatesOf, expectCommon } from '../observations/organization.ts';

/** A command that adds certificates to an organization. It is not sent yet. */
export interface PreparedCommand {
  readonly message: Message;
  readonly added: AddedCertificates;
}

/** Several commands with one mistake each, and an honest one. */
export interface InvalidCommands {
  readonly author: Author;
  /** Makes the invalid commands, by a description of the mistake. */
  readonly mistakes: Readonly<Record<string, () => { readonly message: Message }>>;
  /** The answer to each invalid command. Default: `invalid_certificate`. */
  readonly refused?: Expected;
  /** Makes the command without a mistake. */
  readonly honest: () => PreparedCommand;
  /** Only certificates after this time are read. Default: all. */
  readonly since?: Instant;
  /** The certificates that the organization already has since then. */
  readonly before?: readonly { readonly added: AddedCertificates }[];
}

/**
 * Asserts that each invalid command is refused, that the honest one is accepted, and that the
 * organization then has its certificates and none of the invalid ones.
 */
export async function refusesCommand(judge: Judge, invalid: InvalidCommands): Promise<void> {
  const { author, mistakes, refused = 'invalid_certificate', since = null, before = [] } = invalid;
  for (const [mistake, make] of Object.entries(mistakes))
    judge.expect.answer(await judge.members.send(author, make(), mistake), refused, mistake);
  const honest = invalid.honest();
  const valid = await judge.members.send(author, honest, 'valid');
  await asStep(stepOf(valid), async () => judge.expect.reply(valid, 'ok', 'the valid twin'));
  const { common } = await certificatesOf(judge, author, since);
  const { full } = joinCertificates(...before, honest);
  await expectCommon(judge, common, full, 'common certificates');
}
