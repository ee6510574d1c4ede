import type { StartPlan } from './start-recipe.ts';
import type { StartRecipe } from './target-file.ts';

/**
 * The start recipe of a server without a target file: the options of Parsec's own `run` command.
 * They are passed as environment variables (`byEnvironment`), because the command line is the
 * user's.
 */
export const defaultRecipe: StartRecipe = {
  arguments: [
    '--host',
    '{host}',
    '--port',
    '{port}',
    '--server-addr',
    '{server-address}',
    '--administration-token',
    '{administration-token}',
  ],
  network: 'bridge',
  store: { arguments: [] },
  database: {
    arguments: ['--db', '{database}', '--blockstore', 'POSTGRESQL'],
    migrate: { image: ['migrate', '--db', '{database}'] },
  },
  options: {
    spontaneous: { arguments: ['--spontaneous-organization-bootstrap'] },
    initialActiveUsersLimit: { arguments: ['--organization-initial-active-users-limit', '{value}'] },
    initialOutsiderAllowed: {
      arguments: ['--organization-initial-user-profile-outsider-allowed', '{value}'],
    },
    initialTos: { arguments: ['--organization-initial-tos', '{value}'] },
    initialArchivingPeriod: {
      arguments: ['--organization-initial-realm-deletion-min-archiving-period', '{value}'],
    },
    bootstrapWebhook: { arguments: ['--organization-bootstrap-webhook', '{value}'] },
    corsAllowOrigins: { arguments: ['--cors-allow-origins', '{value}'] },
    proxyTrustedAddresses: { arguments: ['--proxy-trusted-addresses', '{value}'] },
    sseKeepalive: { arguments: ['--sse-keepalive', '{value}'] },
    emailHost: { arguments: ['--email-host', '{value}'] },
    emailPort: { arguments: ['--email-port', '{value}'] },
    emailSender: { arguments: ['--email-sender', '{value}'] },
    emailUser: { arguments: ['--email-host-user', '{value}'] },
    emailPassword: { arguments: ['--email-host-password', '{value}'] },
    validationEmails: { arguments: ['--validation-email-rate-limit', '{cooldown}', '{most-per-hour}'] },
  },
};

/**
 * Moves the arguments of a plan to environment variables: each option to a variable of its own
 * (`--server-addr` to `PARSEC_SERVER_ADDR`), and all of them to `PARSEC_CMD_ARGS`. Parsec's own
 * server appends `PARSEC_CMD_ARGS` to its command line. Under `--dev` it reads the administration
 * token and its address only from there.
 */
export function byEnvironment(plan: StartPlan): StartPlan {
  const environment: Record<string, string> = {
    ...plan.environment,
    PARSEC_CMD_ARGS: plan.arguments.join(' '),
  };
  const values = new Map<string, string[]>();
  let current: string[] = [];
  for (const word of plan.arguments) {
    if (word.startsWith('--')) {
      const name = `PARSEC_${word.slice(2).replaceAll('-', '_').toUpperCase()}`;
      current = values.get(name) ?? [];
      values.set(name, current);
    } else current.push(word);
  }
  for (const [name, words] of values) environment[name] = words.length === 0 ? 'true' : words.join(' ');
  return { command: plan.command, arguments: [], environment };
}
