import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Expected } from '../expect.ts';
import type { Judge } from '../judge.ts';
import type { Bootstrapped } from '../organization.ts';
import { withSharedOrganization } from '../organizations/shared-organization.ts';
import { verifies } from '../verifies.ts';

/**
 * The requirements of a check on a route. On the events route they include AUTH-11, which states
 * that it answers like the other routes.
 */
export const requirementsOnRoute = (
  requirement: RequirementId,
  route: string,
): readonly [RequirementId, ...RequirementId[]] =>
  route === 'events' ? [requirement, 'authentication/events-same-codes'] : [requirement];

/** A device, and the founding of its organization. */
export type Caller = Pick<Bootstrapped, 'author' | 'founding'>;

/** An invalid value of the `Authorization` header. */
export interface RefusedAuthorization {
  readonly rule: RequirementId;
  readonly case?: string;
  readonly refused: Expected;
  /** The value to send instead of the valid one. null leaves the header out. */
  readonly value: (judge: Judge, caller: Caller) => string | null | Promise<string | null>;
  readonly why?: string;
}

const command = { cmd: 'organization_info' };

/**
 * Registers two checks for each value: one on the authenticated route for the rule of the value,
 * and one on the events route for AUTH-11. Each also sends the valid value, which must be accepted.
 */
export function verifiesRefusedAuthorization(refusals: readonly RefusedAuthorization[]): void {
  for (const { rule, case: name, refused, value, why } of refusals) {
    const slug = rule.slice(rule.indexOf('/') + 1);
    const options = why === undefined ? {} : { why };
    verifies(rule, name === undefined ? options : { ...options, case: name }, (judge) =>
      withCaller(judge, refused, async (caller) => {
        const Authorization = await value(judge, caller);
        await judge.twin({
          broken: () => judge.rpc.authenticated(caller.author, command, { change: { Authorization } }),
          refused,
          valid: () => judge.rpc.authenticated(caller.author, command),
        });
      }),
    );
    const events = name === undefined ? slug : `${slug}-${name}`;
    verifies('authentication/events-same-codes', { ...options, case: events }, (judge) =>
      withCaller(judge, refused, async (caller) => {
        const Authorization = await value(judge, caller);
        await judge.twin({
          broken: () => judge.rpc.events(caller.author, { change: { Authorization } }),
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
    : withSharedOrganization(judge, async ({ alice, founding }) =>
        use({ founding, author: await judge.members.enrol(alice, 'caller') }),
      );
