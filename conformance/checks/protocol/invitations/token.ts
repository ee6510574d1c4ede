import { verifies } from '../../../src/judge/verifies.ts';
import {
  askInfo,
  askUserInvitation,
  invitationIn,
  inviteDevice,
} from '../../../src/vocabulary/actions/invitations.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';

const tokens = 60;
const together = 20;

verifies('invitations/token-unpredictable', async (judge) => {
  // Uses its own organization, because every list request in the shared one would return these
  // invitations.
  const { author } = await judge.bootstrapped();
  const invitationTokens: Uint8Array[] = [];
  while (invitationTokens.length < tokens) {
    const calls = Array.from({ length: together }, () =>
      askUserInvitation(judge, author, freshAddress(judge)),
    );
    for (const answer of await Promise.all(calls))
      invitationTokens.push(invitationIn(judge, author, answer).token);
  }
  const different = new Set(invitationTokens.map((token) => Buffer.from(token).toString('hex'))).size;
  judge.expect.equal(different, tokens, `different ones of ${tokens} tokens`);
  // 60 random bytes have about 53 distinct values, and fewer than 40 once in 10^10 runs. The
  // version byte of random UUIDs is valid. It has 16 values.
  for (let index = 0; index < 16; index += 1) {
    const values = new Set(invitationTokens.map((token) => token[index])).size;
    const least = index === 6 || index === 8 ? 8 : 40;
    judge.expect.that(
      values >= least,
      `at least ${least} values of byte ${index} of ${tokens} tokens`,
      values,
    );
  }
  // A leading counter or clock makes the tokens ascend.
  const rising = invitationTokens.filter(
    (token, index) => Buffer.compare(token, invitationTokens[index - 1] ?? token) > 0,
  ).length;
  judge.expect.that(rising < tokens * 0.75, 'tokens that do not rise one after the other', `${rising} rose`);
});

// In code: parsec-cloud serves a device that authenticated before the expiry, which ends a story.
verifies('invitations/device-token-expired', { needs: ['administration'] }, async (judge) => {
  const { author, organization } = await judge.bootstrapped();
  const invitation = await inviteDevice(judge, author);
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'before the expiry');
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: true }));
  await judge.eventually(() => askInfo(judge, invitation), 460, 'the organization expired');
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: false }));
  await judge.eventually(() => askInfo(judge, invitation), 'ok', 'lifting the expiry');
});
