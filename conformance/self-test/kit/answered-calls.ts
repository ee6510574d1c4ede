import type { Call, Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { administer } from './administer.ts';
import { jsonIn, operationIn, organizationIn, routeOf } from './calls.ts';
import { type CommandCall, readCommand } from './commands.ts';
import { KnownMembers, type KnownUser } from './known-members.ts';
import { mutant, readCallBody } from './mutant.ts';

/** A call with its answer, and the state of the mutant after it. */
export interface AnsweredCall {
  readonly call: Call;
  readonly reply: Reply;
  readonly commandCall: CommandCall | undefined;
  readonly organization: string;
  readonly members: KnownMembers;
  /** The user whose profile the call changed. */
  readonly changedUser: KnownUser | undefined;
  /** The body of an administration call that was served. */
  readonly body: Record<string, unknown> | undefined;
}

/** The freeze or unfreeze that a call made, and the selector that it used. */
export const freezeIn = ({ call, reply, body }: AnsweredCall) => {
  if (operationIn(call) !== 'users/freeze' || body === undefined) return undefined;
  const id = String(jsonIn(String(reply.body))?.user_id);
  return { id, frozen: body.frozen === true, by: 'user_email' in body ? 'email' : 'id' };
};

/** Calls an operation of the administration by POST. */
export type Administer = (path: string, body: object) => Promise<void>;

/** Makes a mutant that sees every call with its answer. `make` is called once for each server. */
export const changeWithMembers = (
  requirement: RequirementId,
  how: string,
  make: (administer: Administer) => (answered: AnsweredCall) => Promise<Reply> | Reply,
): Mutant =>
  mutant(requirement, how, (handle, config) => {
    const members = new KnownMembers();
    const changes = make((path, body) => administer(handle, config, 'POST', path, body));
    return async (call) => {
      const bufferedCall = await readCallBody(call);
      const { commandCall } = await readCommand(bufferedCall, handle);
      const reply = await handle(bufferedCall);
      const changedUser = commandCall === undefined ? undefined : members.record(commandCall, reply);
      const isServed = routeOf(call) === 'administration' && reply.status === 200;
      const body = isServed ? jsonIn(bufferedCall.bytes) : undefined;
      const organization = organizationIn(call);
      return changes({ call, reply, commandCall, organization, members, changedUser, body });
    };
  });

/** The id of the user that a call unfroze. Undefined for other calls. */
export const unfrozenUser = (answered: AnsweredCall): string | undefined => {
  const freeze = freezeIn(answered);
  return freeze?.frozen === false ? freeze.id : undefined;
};

export const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;

export const lowerCaseProfile = (profile: string): string => profile.toLowerCase();
