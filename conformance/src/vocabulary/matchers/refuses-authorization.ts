import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Expected } from '../../judge/expect.ts';
import type { Judge } from '../../judge/judge.ts';
import type { Bootstrapped } from '../../judge/organization.ts';
import { verifies } from '../../judge/verifies.ts';
import type { Exchange } from '../../wire/exchange.ts';
import type { HeaderChanges } from '../../wire/headers.ts';
import type { Instant } from '../../wire/values.ts';
import { withSharedOrganization } from '../organizations/shared-organization.ts';
import { sendDated } from './timestamps.ts';

/**
 * The requirements of a check on a route. On the events route they include AUTH-11, which states
 * that it answers like the other routes.
 */
export const requirementsOnRoute = (
  requirement: RequirementId,
  route: string,
): readonly [RequirementId, ...RequirementId[]] =>
  route === 'events' ? [requirement, 'authentication/events-same-codes'] : [requirement];

/** A device, and the bootstrap of its organization. */
export type Caller = Pick<Bootstrapped, 'author' | 'bootstrap'>;

/** An invalid value of the `Authorization` header. */
export interface RefusedAuthorization {
  readonly rule: RequirementId;
  readonly case?: string;
  readonly refused: Expected;
  /**
   * The value to send instead of the valid one. null leaves the header out. `at` is now, or as many
   * seconds from now as `seconds` says.
   */
  readonly value: (judge: Judge, caller: Caller, at: Instant) => string | null | Promise<string | null>;
  /** Set for a date outside of the window. */
  readonly seconds?: number;
  readonly why?: string;
}

const command = { cmd: 'organization_info' };

/**
 * Registers two checks for each value: one on the authenticated route for the rule of the value,
 * and one on the events route for AUTH-11. Each also sends the valid value, which must be accepted.
 */
export function verifiesRefusedAuthorization(refusals: readonly RefusedAuthorization[]): void {
  for (const { rule, case: name, refused, value, seconds, why } of refusals) {
    const slug = rule.slice(rule.indexOf('/') + 1);
    const options = why === undefined ? {} : { why };
    /** Makes the value when it is sent. */
    const refuse = (judge: Judge, caller: Caller, send: (change: HeaderChanges) => Promise<Exchange>) => {
      const call = async (at: Instant) => send({ Authorization: await value(judge, caller, at) });
      return seconds === undefined ? call(judge.now()) : sendDated(judge, seconds, call);
    };
    verifies(rule, name === undefined ? options : { ...options, case: name }, (judge) =>
      withCaller(judge, refused, async (caller) => {
        await judge.twin({
          broken: () =>
            refuse(judge, caller, (change) => judge.rpc.authenticated(caller.author, command, { change })),
          refused,
          valid: () => judge.rpc.authenticated(caller.author, command),
        });
      }),
    );
    const events = name === undefined ? slug : `${slug}-${name}`;
    verifies('authentication/events-same-codes', { ...options, case: events }, (judge) =>
      withCaller(judge, refused, async (caller) => {
        await judge.twin({
          broken: () => refuse(judge, caller, (change) => judge.rpc.events(caller.author, { change })),
          refused,
          valid: () => judge.rpc.authenticated(caller.author, command),
        });
      }),
    );
  }
}

/**
 * Provides a caller. A server refuses an unreadable header (401) before it looks up an organization
 * or a device, so checks of such headers share one caller. Other checks get a new device.
 */
const withCaller = async (
  judge: Judge,
  refused: RefusedAuthorization['refused'],
  use: (caller: Caller) => Promise<void>,
): Promise<void> =>
  refused === 401
    ? use(await judge.common())
    : withSharedOrganization(judge, async ({ alice, bootstrap }) =>
        use({ bootstrap, author: await judge.members.enrol(alice, 'caller') }),
      );
