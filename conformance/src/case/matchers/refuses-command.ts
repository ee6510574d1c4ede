import type { Message } from '../../people/certificates.ts';
import { type AddedCertificates, joinCertificates } from '../../people/history.ts';
import type { Instant } from '../../wire/values.ts';
import type { Expected } from '../expect.ts';
import type { Judge } from '../judge.ts';
import { certificatesOf } from '../observations/organization.ts';
import type { Author } from '../rpc.ts';

/** A command that adds to the history of an organization, made and not sent. */
export interface PreparedCommand {
  readonly message: Message;
  readonly history: AddedCertificates;
}

/** A command in which one thing is wrong, in several ways. */
export interface FaultyCommands {
  readonly author: Author;
  /** The commands with one fault each, by what the fault is; made when they are sent. */
  readonly faults: Readonly<Record<string, () => { readonly message: Message }>>;
  /** What each must come to (`invalid_certificate`). */
  readonly refused?: Expected;
  /** The same command without a fault. */
  readonly honest: () => PreparedCommand;
  /** After what the history is looked at, and what it holds already since then. */
  readonly since?: Instant;
  readonly before?: readonly { readonly history: AddedCertificates }[];
}

/**
 * Each command with one fault is refused; the honest one is then accepted, and the history holds it
 * and nothing of the others.
 */
export async function refusesCommand(judge: Judge, trial: FaultyCommands): Promise<void> {
  const { author, faults, refused = 'invalid_certificate', since = null, before = [] } = trial;
  for (const [fault, make] of Object.entries(faults))
    judge.expect.answer(await judge.members.send(author, make(), fault), refused, fault);
  const honest = trial.honest();
  judge.expect.reply(await judge.members.send(author, honest, 'valid'), 'ok', 'the valid twin');
  const { common } = await certificatesOf(judge, author, since);
  judge.expect.equal(common, joinCertificates(...before, honest).full, 'common certificates');
}
