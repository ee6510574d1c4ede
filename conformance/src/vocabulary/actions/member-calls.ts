import type { Judge } from '../../judge/judge.ts';
import type { Member } from '../../judge/members.ts';
import type { Author } from '../../judge/rpc.ts';
import type { Exchange } from '../../wire/exchange.ts';

/** Sends `organization_info`. Every device may, so the answer shows whether the device is served. */
export const askOrganization = (judge: Judge, author: Author): Promise<Exchange> =>
  judge.rpc.authenticated(author, { cmd: 'organization_info' });

/** Sends `list_frozen_users`. Only an ADMIN may, so the answer shows the profile. */
export const askFrozenUsers = (judge: Judge, author: Author): Promise<Exchange> =>
  judge.rpc.authenticated(author, { cmd: 'list_frozen_users' });

/** The command that reads all certificates of an organization, in all collections. */
export const allCertificates = {
  cmd: 'certificate_get',
  common_after: null,
  sequester_after: null,
  shamir_recovery_after: null,
  realm_after: {},
} as const;

/** Sends an enrolment of the person with this name. Asserts nothing. */
export const tryEnrol = (judge: Judge, author: Author, name: string): Promise<Exchange> =>
  judge.members.send(author, judge.members.enrolment(author, { person: judge.cast.person(name) }), name);

/** Accepts the current terms of service, and waits until the device is served. */
export async function acceptTerms(judge: Judge, author: Author, what = 'the acceptance'): Promise<void> {
  const reply = judge.expect.reply(await judge.rpc.tos(author, { cmd: 'tos_get' }), 'ok', 'the terms');
  const accepted = { cmd: 'tos_accept', tos_updated_on: judge.expect.instant(reply, 'updated_on') };
  judge.expect.reply(await judge.rpc.tos(author, accepted), 'ok', 'the acceptance');
  await judge.eventually(() => askOrganization(judge, author), 'ok', what);
}

/** Freezes or unfreezes a user, named by id. Asserts success. */
export async function setFrozen(
  judge: Judge,
  { organization, person }: Member,
  frozen: boolean,
): Promise<void> {
  const user = { frozen, user_id: person.userId.hex };
  const what = frozen ? 'freezing' : 'unfreezing';
  judge.expect.json(await judge.administration.freeze(organization, user), 200, what);
}
