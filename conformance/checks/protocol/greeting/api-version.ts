import { verifies } from '../../../src/judge/verifies.ts';
import { otherRole, roles } from '../../../src/people/greeting-steps.ts';
import { expectPeerStep, invitedPair, joinAttempt, start } from '../../../src/vocabulary/actions/greeting.ts';
import { askInfo } from '../../../src/vocabulary/actions/invitations.ts';

const announce = (version: string) => ({ change: { 'Api-Version': version } });

for (const role of roles) {
  for (const minor of [0, 1]) {
    verifies('greeting/steps-need-5-2', { case: `${role}-5-${minor}` }, async (judge) => {
      const { pair } = await invitedPair(judge);
      const attempt = await joinAttempt(judge, pair);
      const { broken } = await judge.twin({
        broken: () => pair[role].step(attempt, 0, announce(`5.${minor}`)),
        refused: 422,
        valid: () => pair[role].step(attempt, 0, announce('5.2')),
        accepted: 'not_ready',
      });
      judge.expect.header(broken, 'Supported-Api-Versions', /^5\.\d+$|^5\.\d+;|;5\.\d+/);
    });
  }

  verifies('greeting/steps-from-5-2', { case: role }, async (judge) => {
    const { pair } = await invitedPair(judge);
    const attempt = await joinAttempt(judge, pair);
    for (const version of ['5.2', '5.3', '5.6', '5.99'])
      judge.expect.reply(await pair[role].step(attempt, 0, announce(version)), 'not_ready', version);
    await expectPeerStep(judge, pair, otherRole(role), attempt, 0);
  });

  verifies('greeting/steps-from-5-2', { case: `${role}-start-and-cancel` }, async (judge) => {
    const { pair, invitation } = await invitedPair(judge);
    for (const version of ['5.0', '5.1']) {
      const answer = await pair[role].startAttempt(announce(version));
      judge.expect.reply(answer, 'ok', `a start under ${version}`);
      // When the same side starts again, it cancels this attempt.
      const attempt = await start(judge, pair[role]);
      const cancelled = await pair[role].cancel(attempt, 'MANUALLY_CANCELLED', announce(version));
      judge.expect.reply(cancelled, 'ok', `a cancelling under ${version}`);
      judge.expect.reply(
        await askInfo(judge, invitation, announce(version)),
        'ok',
        `invite_info under ${version}`,
      );
    }
  });
}
