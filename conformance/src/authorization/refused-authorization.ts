import type { RequirementId } from '@parsec-spec/spec/requirements';
import type { Bootstrapped, Expected, Judge } from '../judge/index.ts';
import { verifies } from '../verifies/index.ts';

/** A value of `Authorization` that no device of the organization may be served under. */
export interface RefusedAuthorization {
  readonly rule: RequirementId;
  readonly case?: string;
  readonly refused: Expected;
  /** The value to send instead of the author's own; null leaves the header out. */
  readonly value: (judge: Judge, live: Bootstrapped) => string | null | Promise<string | null>;
  readonly why?: string;
}

const command = { cmd: 'organization_info' };

/**
 * Registers two checks for each value: on the authenticated route, under its rule, and on the events route, under AUTH-11.
 * In both the same device is then served under its honest value.
 */
export function verifiesRefused(refusals: readonly RefusedAuthorization[]): void {
  for (const { rule, case: name, refused, value, why } of refusals) {
    const slug = rule.slice(rule.indexOf('/') + 1);
    const options = why === undefined ? {} : { why };
    verifies(rule, name === undefined ? options : { ...options, case: name }, async (judge) => {
      const live = await livingOrganization(judge, refused);
      const { author } = live;
      const Authorization = await value(judge, live);
      await judge.twin({
        broken: () => judge.rpc.authenticated(author, command, { change: { Authorization } }),
        refused,
        valid: () => judge.rpc.authenticated(author, command),
      });
    });
    const events = name === undefined ? slug : `${slug}-${name}`;
    verifies('authentication/events-same-codes', { ...options, case: events }, async (judge) => {
      const live = await livingOrganization(judge, refused);
      const { author } = live;
      const Authorization = await value(judge, live);
      await judge.twin({
        broken: () => judge.rpc.events(author, { change: { Authorization } }),
        refused,
        valid: () => judge.rpc.authenticated(author, command),
      });
    });
  }
}

/** A header that cannot be read is refused before anybody is looked up: such checks share an organization. */
const livingOrganization = (judge: Judge, refused: RefusedAuthorization['refused']) =>
  refused === 401 ? judge.common() : judge.bootstrapped();
