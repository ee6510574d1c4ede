import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Expected } from '../expect.ts';
import type { Judge } from '../judge.ts';
import type { Bootstrapped } from '../organization.ts';
import { withSharedOrganization } from '../organizations/shared-organization.ts';
import { verifies } from '../verifies.ts';

/**
 * The requirements that a check on a route judges. On the events route these include AUTH-11: it
 * answers like the other routes.
 */
export const onRoute = (
  requirement: RequirementId,
  route: string,
): readonly [RequirementId, ...RequirementId[]] =>
  route === 'events' ? [requirement, 'authentication/events-same-codes'] : [requirement];

/**
 * The caller: a device that made no call before (where the server looks one up), and the founding
 * of its organization.
 */
export type Caller = Pick<Bootstrapped, 'author' | 'founding'>;

/** A value of `Authorization` with which no device of the organization may be served. */
export interface RefusedAuthorization {
  readonly rule: RequirementId;
  readonly case?: string;
  readonly refused: Expected;
  /** The value to send instead of the author's own; null leaves the header out. */
  readonly value: (judge: Judge, live: Caller) => string | null | Promise<string | null>;
  readonly why?: string;
}

const command = { cmd: 'organization_info' };

/**
 * Registers two checks for each value: on the authenticated route under its own rule, and on the
 * events route under AUTH-11. In both, the same device is then served with its honest value.
 */
export function verifiesRefusedAuthorization(refusals: readonly RefusedAuthorization[]): void {
  for (const { rule, case: name, refused, value, why } of refusals) {
    const slug = rule.slice(rule.indexOf('/') + 1);
    const options = why === undefined ? {} : { why };
    verifies(rule, name === undefined ? options : { ...options, case: name }, (judge) =>
      withCaller(judge, refused, async (live) => {
        const Authorization = await value(judge, live);
        await judge.twin({
          broken: () => judge.rpc.authenticated(live.author, command, { change: { Authorization } }),
          refused,
          valid: () => judge.rpc.authenticated(live.author, command),
        });
      }),
    );
    const events = name === undefined ? slug : `${slug}-${name}`;
    verifies('authentication/events-same-codes', { ...options, case: events }, (judge) =>
      withCaller(judge, refused, async (live) => {
        const Authorization = await value(judge, live);
        await judge.twin({
          broken: () => judge.rpc.events(live.author, { change: { Authorization } }),
          refused,
          valid: () => judge.rpc.authenticated(live.author, command),
        });
      }),
    );
  }
}

/**
 * The server refuses an unreadable header before it looks up an organization or a device. Checks of
 * such headers therefore share one organization and its device.
 */
const withCaller = async (
  judge: Judge,
  refused: RefusedAuthorization['refused'],
  use: (live: Caller) => Promise<void>,
): Promise<void> =>
  refused === 401
    ? use(await judge.common())
    : withSharedOrganization(judge, async ({ alice, founding }) =>
        use({ founding, author: await judge.members.enrol(alice, 'caller') }),
      );
