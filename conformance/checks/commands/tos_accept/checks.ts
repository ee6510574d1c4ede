import type { Judge } from '../../../src/judge/judge.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import type { Instant } from '../../../src/wire/values.ts';

const needs = ['administration'] as const;
const tos = { en: 'https://example.com/terms' };
const accept = (judge: Judge, author: Author, tos_updated_on: Instant) =>
  judge.rpc.tos(author, { cmd: 'tos_accept', tos_updated_on });

/** The publication time of the current terms, from `tos_get`. */
async function publishedOn(judge: Judge, author: Author): Promise<Instant> {
  const answer = await judge.rpc.tos(author, { cmd: 'tos_get' });
  return judge.expect.instant(judge.expect.reply(answer), 'updated_on', answer);
}

verifies('tos_accept/unlocks-the-user', { needs }, async (judge) => {
  const { author } = await judge.bootstrapped({ tos });
  judge.expect.answer(await askOrganization(judge, author), 463, 'before the acceptance');
  judge.expect.reply(await accept(judge, author, await publishedOn(judge, author)));
  const served = await judge.eventually(() => askOrganization(judge, author), 'ok', 'the acceptance');
  judge.expect.integer(judge.expect.reply(served), 'total_block_bytes', served);
});

verifies('tos_accept/unlocks-nobody-else', { case: 'same-user-elsewhere', needs }, async (judge) => {
  const here = await judge.bootstrapped({ tos });
  const elsewhere = await judge.bootstrapped({ tos });
  judge.expect.reply(await accept(judge, here.author, await publishedOn(judge, here.author)));
  await judge.eventually(() => askOrganization(judge, here.author), 'ok', 'the acceptance');
  judge.expect.answer(
    await askOrganization(judge, elsewhere.author),
    463,
    'the same ids in another organization',
  );
});

verifies('tos_accept/idempotent', { needs }, async (judge) => {
  const { author } = await judge.bootstrapped({ tos });
  const updated = await publishedOn(judge, author);
  judge.expect.reply(await accept(judge, author, updated), 'ok', 'the first acceptance');
  judge.expect.reply(await accept(judge, author, updated), 'ok', 'the second acceptance');
  await judge.eventually(() => askOrganization(judge, author), 'ok', 'the acceptance');
  judge.expect.equal(await publishedOn(judge, author), updated, 'updated_on after two acceptances');
});

for (const [name, micros] of [
  ['1-us-early', -1],
  ['1-us-late', 1],
  ['1-ms-late', 1000],
  ['an-hour-early', -3_600_000_000],
  ['an-hour-late', 3_600_000_000],
] as const) {
  verifies('tos_accept/exact-time', { case: name, needs }, async (judge) => {
    const { author } = await judge.bootstrapped({ tos });
    const updated = await publishedOn(judge, author);
    const wrong = await accept(judge, author, updated.plus(micros));
    const after = await askOrganization(judge, author);
    judge.expect.reply(await accept(judge, author, updated), 'ok', 'the exact time');
    await judge.eventually(() => askOrganization(judge, author), 'ok', 'the acceptance');
    judge.expect.reply(wrong, 'tos_mismatch', 'another time');
    judge.expect.answer(after, 463, 'after the refused acceptance');
  });
}

verifies('tos_accept/no-terms', async (judge) => {
  const { author } = await judge.bootstrapped();
  const answer = await accept(judge, author, judge.now());
  judge.expect.reply(await askOrganization(judge, author), 'ok', 'the same device elsewhere');
  judge.expect.reply(answer, 'no_tos');
});

verifies('tos_accept/no-terms', { case: 'removed', needs }, async (judge) => {
  const { organization, author } = await judge.bootstrapped({ tos });
  const updated = await publishedOn(judge, author);
  judge.expect.json(await judge.administration.patch(organization.id, { tos: null }));
  await judge.eventually(() => accept(judge, author, updated), 'no_tos', 'removing the terms');
});
