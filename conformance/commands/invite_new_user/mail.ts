import { everythingArrived, lettersTo } from '../../src/effects/index.ts';
import { askUserInvitation, freshAddress, hall } from '../../src/invitations/index.ts';
import { verifies } from '../../src/verifies/index.ts';

const needs = ['mail'] as const;
const send_email = true;

verifies('invite_new_user/no-mail-unasked', { case: 'none-arrives', needs }, async (check) => {
  const mailed = await check.mailed();
  const { judge } = mailed;
  const { alice } = await hall(judge);
  const email = freshAddress(judge);
  const answer = await askUserInvitation(judge, alice, email, { send_email: false });
  judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', 'email_sent', answer);
  await everythingArrived(mailed);
  await lettersTo(judge, mailed, email, 0);
});

verifies('invite_new_user/one-mail-per-call', { needs }, async (check) => {
  const mailed = await check.mailed();
  const { judge } = mailed;
  const { alice, adam } = await hall(judge);
  const email = freshAddress(judge);
  for (const [index, author] of [alice, alice, adam].entries()) {
    const answer = await askUserInvitation(judge, author, email, { send_email });
    judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', 'email_sent', answer);
    await lettersTo(judge, mailed, email, index + 1);
  }
  await everythingArrived(mailed);
  await lettersTo(judge, mailed, email, 3);
});

verifies('invite_new_user/tells-mail-outcome', { case: 'mailed', needs }, async (check) => {
  const { judge } = await check.mailed();
  const { alice } = await hall(judge);
  const answer = await askUserInvitation(judge, alice, freshAddress(judge), { send_email });
  judge.expect.equal(judge.expect.reply(answer).email_sent, 'SUCCESS', 'email_sent', answer);
});

for (const [profile, name] of [
  ['standard', 'bob'],
  ['outsider', 'mallory'],
] as const) {
  verifies('invite_new_user/author-is-admin', { case: `${profile}-no-mail`, needs }, async (check) => {
    const mailed = await check.mailed();
    const { judge } = mailed;
    const { [name]: author } = await hall(judge);
    const email = freshAddress(judge);
    const refused = await askUserInvitation(judge, author, email, { send_email });
    judge.expect.reply(refused, 'author_not_allowed', `an invitation by ${name}`);
    await everythingArrived(mailed);
    await lettersTo(judge, mailed, email, 0);
  });
}

verifies('invite_new_user/claimer-not-enrolled', { case: 'no-mail', needs }, async (check) => {
  const mailed = await check.mailed();
  const { judge } = mailed;
  const { author } = await judge.bootstrapped();
  const bob = { ...judge.cast.person('bob'), email: freshAddress(judge, 'bob') };
  await judge.members.enrol(author, bob);
  const refused = await askUserInvitation(judge, author, bob.email, { send_email });
  judge.expect.reply(refused, 'claimer_email_already_enrolled', 'an invitation of a member');
  await everythingArrived(mailed);
  await lettersTo(judge, mailed, bob.email, 0);
});
