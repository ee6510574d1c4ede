import type { Person } from '../cast/index.ts';
import type { Fields, Judge } from '../judge/index.ts';

/**
 * The users of an organization as the administration lists them, by e-mail. Needs the
 * administration token.
 */
export async function listedUsers(judge: Judge, organization: string): Promise<readonly Fields[]> {
  const exchange = await judge.administration.users(organization, { label: 'users' });
  const users = judge.expect.list(judge.expect.json(exchange), 'users', exchange);
  return byEmail(users.map((user) => Object(user) as Fields));
}

/** The list entries of these people. Those of the second list are frozen. */
export const asListed = (thawed: readonly Person[], frozen: readonly Person[] = []): readonly Fields[] => {
  const shown = (isFrozen: boolean) => (person: Person) => ({
    user_id: person.userId.hex,
    user_email: person.email,
    user_name: person.label,
    frozen: isFrozen,
  });
  return byEmail([...thawed.map(shown(false)), ...frozen.map(shown(true))]);
};

const byEmail = (users: readonly Fields[]): readonly Fields[] =>
  users.toSorted((left, right) => (String(left.user_email) < String(right.user_email) ? -1 : 1));
