import { setStage } from '../../src/client-stage/index.ts';
import type { MockReply } from '../../src/judge/index.ts';
import { verifiesClient } from '../../src/verifies/index.ts';

verifiesClient('terms-of-service/client-accepts-what-it-showed', async (judge) => {
  const stage = await setStage(judge);
  const updated = stage.founded.plus(123_457);
  stage.answer = ({ cmd }): MockReply | undefined => {
    if (cmd === 'tos_get')
      return {
        reply: { status: 'ok', per_locale_urls: { en: 'https://example.com/1' }, updated_on: updated },
      };
    return cmd === 'tos_accept' ? { reply: { status: 'ok' } } : undefined;
  };
  judge.ended(await stage.session.acceptTerms({ password: stage.password }), 'ok');
  const sent = stage.asked.map(({ cmd, tos_updated_on }) => [cmd, tos_updated_on ?? null]);
  judge.expect.equal(
    sent,
    [
      ['tos_get', null],
      ['tos_accept', updated],
    ],
    'commands sent',
  );
});

verifiesClient('terms-of-service/client-shows-new-terms', async (judge) => {
  const stage = await setStage(judge);
  const versions = [stage.founded, stage.founded.plusSeconds(60)];
  let present = 0;
  stage.answer = ({ cmd, tos_updated_on }): MockReply | undefined => {
    const updated_on = versions[present] ?? stage.founded;
    if (cmd === 'tos_get')
      return {
        reply: { status: 'ok', per_locale_urls: { en: `https://example.com/${present}` }, updated_on },
      };
    if (cmd !== 'tos_accept') return undefined;
    // The terms change between the look and the acceptance.
    if (present === 0) {
      present = 1;
      return { reply: { status: 'tos_mismatch' } };
    }
    const same = String(tos_updated_on) === String(updated_on);
    return { reply: { status: same ? 'ok' : 'tos_mismatch' } };
  };
  judge.ended(await stage.session.acceptTerms({ password: stage.password }), 'ok');
  const sent = stage.asked.map(({ cmd, tos_updated_on }) => [cmd, tos_updated_on ?? null]);
  const expected = [
    ['tos_get', null],
    ['tos_accept', versions[0]],
    ['tos_get', null],
    ['tos_accept', versions[1]],
  ];
  judge.expect.equal(sent, expected, 'commands sent');
});
