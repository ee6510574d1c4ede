import type { Call, Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { administer } from './administer.ts';
import { jsonIn, operationIn, organizationIn, placeOf } from './calls.ts';
import { type Asked, readAsked } from './commands.ts';
import { KnownMembers, type KnownUser } from './known-members.ts';
import { mutant, whole } from './mutant.ts';

/** A call with its answer, and the state of the mutant after it. */
export interface Answered {
  readonly call: Call;
  readonly reply: Reply;
  readonly asked: Asked | undefined;
  readonly organization: string;
  readonly members: KnownMembers;
  /** The user whose profile the call changed. */
  readonly changed: KnownUser | undefined;
  /** The body of an administration call that was served. */
  readonly administered: Record<string, unknown> | undefined;
}

/** The freeze or unfreeze that a call made, and the selector that it used. */
export const freezeIn = ({ call, reply, administered }: Answered) => {
  if (operationIn(call) !== 'users/freeze' || administered === undefined) return undefined;
  const id = String(jsonIn(String(reply.body))?.user_id);
  return { id, frozen: administered.frozen === true, by: 'user_email' in administered ? 'email' : 'id' };
};

export type Administer = (path: string, body: object) => Promise<void>;

/** A mutant that sees every call with its answer; `make` gives each server its own memory. */
export const changeWithMembers = (
  requirement: RequirementId,
  how: string,
  make: (administer: Administer) => (answered: Answered) => Promise<Reply> | Reply,
): Mutant =>
  mutant(requirement, how, (handle, config) => {
    const members = new KnownMembers();
    const changes = make((path, body) => administer(handle, config, 'POST', path, body));
    return async (call) => {
      const known = await whole(call);
      const { asked } = await readAsked(known, handle);
      const reply = await handle(known);
      const changed = asked === undefined ? undefined : members.learn(asked, reply);
      const isServed = placeOf(call) === 'administration' && reply.status === 200;
      const administered = isServed ? jsonIn(known.bytes) : undefined;
      const organization = organizationIn(call);
      return changes({ call, reply, asked, organization, members, changed, administered });
    };
  });

export const unfrozen = (answered: Answered): string | undefined => {
  const freeze = freezeIn(answered);
  return freeze?.frozen === false ? freeze.id : undefined;
};

export const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;

export const lowerCaseProfile = (profile: string): string => profile.toLowerCase();
