import type { MailOutcome } from '@parsec-spec/spec/rules';
import type { Letter } from './letter.ts';

/** A destination of mails. */
export interface Mailer {
  /** Its name in messages: `MOCKED`, `dir:FOLDER`, `HOST:PORT`; never a password. */
  readonly name: string;
  /** Sends a letter in bounded time; never rejects. */
  readonly send: (letter: Letter) => Promise<MailOutcome>;
}
