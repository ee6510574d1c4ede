import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { MailOutcome } from '@parsec-spec/spec/rules';
import type { Distortion } from '../core/distortion.ts';
import type { ServerConfig } from '../core/server-config.ts';
import type { Letter, Mailer } from '../mail/index.ts';
import { distortion, type Wrap } from './bend.ts';

/** Sends a letter as the right server does. */
export type Send = Mailer['send'];

/** What a broken server does with a letter. */
export type BendLetter = (letter: Letter, send: Send) => Promise<MailOutcome>;

/** A distortion of mails alone; `make` gives each server its own memory. */
export const bendMail = (requirement: RequirementId, how: string, make: () => BendLetter): Distortion => ({
  ...distortion(requirement, how, (handle) => handle),
  mail: (mailer) => {
    const bend = make();
    return { ...mailer, send: (letter) => bend(letter, mailer.send) };
  },
});

/** A distortion of calls that remembers what was mailed, or the other way round. */
export function bendBoth<Memory>(
  requirement: RequirementId,
  how: string,
  fresh: () => Memory,
  parts: {
    readonly wrap: (memory: Memory) => Wrap;
    readonly mail: (memory: Memory) => BendLetter;
  },
): Distortion {
  const memories = new WeakMap<ServerConfig, Memory>();
  const memoryOf = (config: ServerConfig): Memory => {
    const known = memories.get(config) ?? fresh();
    memories.set(config, known);
    return known;
  };
  return {
    ...distortion(requirement, how, (handle, config) => parts.wrap(memoryOf(config))(handle, config)),
    mail: (mailer, config) => {
      const bend = parts.mail(memoryOf(config));
      return { ...mailer, send: (letter) => bend(letter, mailer.send) };
    },
  };
}

/** Sends the letter otherwise than it is. */
export const changed =
  (change: (letter: Letter) => Partial<Letter>): (() => BendLetter) =>
  () =>
  (letter, send) =>
    send({ ...letter, ...change(letter) });

/** Tells another outcome. */
export const tells =
  (from: MailOutcome, to: MailOutcome): (() => BendLetter) =>
  () =>
  async (letter, send) => {
    const outcome = await send(letter);
    return outcome === from ? to : outcome;
  };

/** Only letters of a kind are bent: what their subject says. */
export const only =
  (subject: RegExp, make: () => BendLetter): (() => BendLetter) =>
  () => {
    const bend = make();
    return (letter, send) => (subject.test(letter.subject) ? bend(letter, send) : send(letter));
  };
