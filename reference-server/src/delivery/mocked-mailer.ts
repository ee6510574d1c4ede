import type { Log } from '../core/log.ts';
import type { Mailer } from './mailer.ts';

/**
 * Sends nothing and logs that. Like upstream's, it reports success: in development the reply shows
 * the link anyway.
 */
export const mockedMailer = (log: Log): Mailer => ({
  name: 'MOCKED',
  send: async ({ to, subject }) => {
    // The text stays out of the log: it holds the token.
    log.info({ to, subject }, 'mail not sent: --email-host is MOCKED');
    return 'SUCCESS';
  },
});
