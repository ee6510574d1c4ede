import type { RequirementId } from '@parsec-spec/spec/requirements';
import { parseBootstrapUrl } from '@parsec-spec/spec/urls';
import { type Fields, Id, Instant } from '../../src/wire/values.ts';
import { changedInTransit, type MutantClient, mutantClient, type Outgoing } from './mutant-client.ts';

/** Replaces values in a command, at any depth. */
function mapped(value: unknown, change: (value: unknown) => unknown): unknown {
  const changed = change(value);
  if (changed !== value || value instanceof Uint8Array || value instanceof Id || value instanceof Instant)
    return changed;
  if (Array.isArray(value)) return value.map((each) => mapped(each, change));
  if (typeof value !== 'object' || value === null || value instanceof Map) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapped(each, change)]));
}

const writing = (requirement: RequirementId, how: string, change: (value: unknown) => unknown) =>
  changedInTransit(requirement, how, () => ({
    request: ({ command }) => (command === undefined ? {} : { command: mapped(command, change) as Fields }),
  }));

const isInvited = ({ url }: Outgoing) => url.includes('/invited/');

/** Reference clients that each write a value of a request otherwise, or log a token. */
export const mutantsOfEncodings: readonly MutantClient[] = [
  writing('encoding/identifier-is-ext-2', 'text', (value) => (value instanceof Id ? value.hex : value)),
  writing('encoding/instant-is-ext-1', 'text', (value) => (value instanceof Instant ? String(value) : value)),
  changedInTransit('encoding/token-is-bin-16', 'text', () => ({
    request: ({ command }) =>
      command?.token instanceof Uint8Array
        ? { command: { ...command, token: Buffer.from(command.token).toString('hex') } }
        : {},
  })),
  writing('types/microseconds-kept', 'milliseconds', (value) =>
    value instanceof Instant ? new Instant(value.micros - (value.micros % 1000n)) : value,
  ),
  changedInTransit('types/token-text', 'base64', () => ({
    request: (to) =>
      isInvited(to)
        ? {
            headers: {
              ...to.headers,
              authorization: (to.headers.authorization ?? '').replace(/[0-9a-f]{32}/, (token) =>
                Buffer.from(token, 'hex').toString('base64url'),
              ),
            },
          }
        : {},
  })),
  mutantClient('types/token-hidden-in-logs', 'logged', {
    acts: (session) => ({
      ...session,
      bootstrap: async (input) => {
        const outcome = await session.bootstrap(input);
        const link = parseBootstrapUrl(input.link);
        const token = (link.ok && link.address.token) || new Uint8Array();
        return { ...outcome, output: `${outcome.output}${Buffer.from(token).toString('hex')}` };
      },
    }),
  }),
];
