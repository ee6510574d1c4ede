import type { Judge } from '../../../src/judge/judge.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { acceptTerms, askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';

const needs = ['administration'] as const;
const tos = { en: 'https://example.com/terms' };

/**
 * Alice, Bob with two devices, Carol (STANDARD like Bob) and Mallory, under terms that none of them
 * has accepted yet.
 */
async function organizationWithTerms(judge: Judge) {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const phone = await judge.members.addDevice(bob, 'phone');
  const carol = await judge.members.enrol(alice, 'carol');
  const mallory = await judge.members.enrol(alice, 'mallory', { profile: 'OUTSIDER' });
  judge.expect.json(await judge.administration.patch(alice.organization, { tos }));
  await judge.eventually(() => askOrganization(judge, bob), 463, 'publishing the terms');
  return { alice, bob, phone, carol, mallory };
}

verifies('tos_accept/unlocks-the-user', { case: 'both-devices', needs }, async (judge) => {
  const { bob, phone } = await organizationWithTerms(judge);
  judge.expect.answer(await askOrganization(judge, phone), 463, 'the second device before the acceptance');
  await acceptTerms(judge, bob);
  await judge.eventually(() => askOrganization(judge, phone), 'ok', 'the acceptance, on the second device');
});

verifies('tos_accept/unlocks-nobody-else', { needs }, async (judge) => {
  const { alice, bob, carol, mallory } = await organizationWithTerms(judge);
  await acceptTerms(judge, bob);
  judge.expect.answer(await askOrganization(judge, mallory), 463, 'another user');
  judge.expect.answer(await askOrganization(judge, carol), 463, 'another user of the same profile');
  judge.expect.answer(await askOrganization(judge, alice), 463, 'an ADMIN');
  await acceptTerms(judge, mallory, 'the acceptance by the other user');
});

// A user who joins after the terms were published must accept them as well.
verifies('terms-of-service/pending-is-463', { case: 'newcomer', needs }, async (judge) => {
  const { alice } = await organizationWithTerms(judge);
  await acceptTerms(judge, alice);
  const dave = await judge.members.enrol(alice, 'dave');
  judge.expect.answer(await askOrganization(judge, dave), 463, 'a new user before the acceptance');
  await acceptTerms(judge, dave, 'the acceptance by the new user');
});

verifies('terms-of-service/other-refusals-still-apply', { case: 'revoked' }, async (judge) => {
  const { author: alice } = await judge.bootstrapped();
  const bob = await judge.members.enrol(alice, 'bob');
  const terms = () => judge.rpc.tos(bob, { cmd: 'tos_get' });
  judge.expect.reply(await terms(), 'no_tos', 'before the revocation');
  await judge.members.revoke(alice, bob.person);
  await judge.eventually(terms, 461, 'the revocation');
});

// A user who is refused for another reason can neither read nor accept the terms.
verifies('terms-of-service/other-refusals-still-apply', { case: 'acceptance', needs }, async (judge) => {
  const { alice, carol, mallory } = await organizationWithTerms(judge);
  const { organization } = alice;
  const reply = judge.expect.reply(await judge.rpc.tos(alice, { cmd: 'tos_get' }), 'ok', 'the terms');
  const acceptance = { cmd: 'tos_accept', tos_updated_on: judge.expect.instant(reply, 'updated_on') };
  const accepts = (author: Author) => judge.rpc.tos(author, acceptance);
  judge.expect.json(await judge.administration.patch(organization, { is_expired: true }));
  judge.expect.answer(await accepts(carol), 460, 'an acceptance while expired');
  judge.expect.json(await judge.administration.patch(organization, { is_expired: false }));
  await setFrozen(judge, carol, true);
  await judge.eventually(() => accepts(carol), 462, 'the freeze');
  await setFrozen(judge, carol, false);
  await judge.eventually(() => askOrganization(judge, carol), 463, 'the unfreezing');
  judge.expect.reply(await accepts(alice), 'ok', 'the acceptance by alice');
  await judge.eventually(() => askOrganization(judge, alice), 'ok', 'the acceptance by alice');
  await judge.members.revoke(alice, mallory.person);
  await judge.eventually(() => accepts(mallory), 461, 'the revocation');
  judge.expect.reply(await accepts(carol), 'ok', 'an acceptance without another reason to refuse');
});
