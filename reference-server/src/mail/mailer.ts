import type { MailOutcome } from '@parsec-spec/spec/rules';
import type { Letter } from './letter.ts';

/** Where mails go. */
export interface Mailer {
  /** How it is called in messages: `MOCKED`, `dir:FOLDER`, `HOST:PORT`; never a password. */
  readonly name: string;
  /** Sends a letter in bounded time; never rejects. */
  readonly send: (letter: Letter) => Promise<MailOutcome>;
}
