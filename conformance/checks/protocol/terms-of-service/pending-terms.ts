import type { Judge } from '../../../src/judge/judge.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { claimerSide, start } from '../../../src/vocabulary/actions/greeting.ts';
import { askInfo, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { acceptTerms, askOrganization } from '../../../src/vocabulary/actions/member-calls.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import type { Instant } from '../../../src/wire/values.ts';

const needs = ['administration'] as const;
const tos = { en: 'https://example.com/terms' };
const events = (judge: Judge, author: Author) => judge.rpc.events(author);
const getTerms = (judge: Judge, author: Author) => judge.rpc.tos(author, { cmd: 'tos_get' });

async function updatedOn(judge: Judge, author: Author): Promise<Instant> {
  return judge.expect.instant(judge.expect.reply(await getTerms(judge, author)), 'updated_on');
}

for (const [route, call] of [
  ['authenticated', askOrganization],
  ['events', events],
] as const) {
  verifies('terms-of-service/pending-is-463', { case: route, needs }, async (judge) => {
    const { author } = await judge.bootstrapped({ tos });
    judge.expect.answer(await call(judge, author), 463, 'before the acceptance');
    await acceptTerms(judge, author);
  });

  verifies(
    'terms-of-service/new-terms-block-at-once',
    {
      case: route,
      needs,
      why: 'Terms are binding from their publication, even if the server has cached a device.',
    },
    async (judge) => {
      const { organization, author } = await judge.bootstrapped();
      judge.expect.reply(await askOrganization(judge, author), 'ok', 'before the terms');
      judge.expect.json(await judge.administration.patch(organization.id, { tos }));
      await judge.eventually(() => call(judge, author), 463, 'publishing the terms');
    },
  );
}

verifies('terms-of-service/tos-route-stays-open', { needs }, async (judge) => {
  const { author } = await judge.bootstrapped({ tos });
  judge.expect.answer(await askOrganization(judge, author), 463, 'while the terms are pending');
  await judge.under('terms-of-service/tos-route-stays-open', async () => {
    await updatedOn(judge, author);
    await acceptTerms(judge, author);
  });
});

verifies('terms-of-service/reading-is-not-accepting', { needs }, async (judge) => {
  const { author } = await judge.bootstrapped({ tos });
  await updatedOn(judge, author);
  judge.expect.answer(await askOrganization(judge, author), 463, 'after the reading');
  await updatedOn(judge, author);
  judge.expect.answer(await askOrganization(judge, author), 463, 'after another reading');
  await acceptTerms(judge, author);
});

for (const [name, next] of [
  ['other-urls', { en: 'https://example.com/terms-2' }],
  ['same-urls', tos],
] as const) {
  verifies('terms-of-service/replaced-terms-need-acceptance', { case: name, needs }, async (judge) => {
    const { organization, author } = await judge.bootstrapped({ tos });
    const old = await updatedOn(judge, author);
    await acceptTerms(judge, author);
    judge.expect.json(await judge.administration.patch(organization.id, { tos: next }));
    await judge.eventually(() => askOrganization(judge, author), 463, 'replacing the terms');
    const stale = await judge.rpc.tos(author, { cmd: 'tos_accept', tos_updated_on: old });
    judge.expect.reply(stale, 'tos_mismatch', 'accepting the old terms');
    judge.expect.answer(await askOrganization(judge, author), 463, 'after accepting the old terms');
    await acceptTerms(judge, author);
  });
}

for (const accepted of [false, true]) {
  const name = accepted ? 'accepted-and-replaced' : 'never-accepted';
  verifies('terms-of-service/removed-terms-unlock', { case: name, needs }, async (judge) => {
    const { organization, author } = await judge.bootstrapped({ tos });
    if (accepted) {
      await acceptTerms(judge, author);
      judge.expect.json(await judge.administration.patch(organization.id, { tos }));
    }
    await judge.eventually(() => askOrganization(judge, author), 463, 'the terms');
    judge.expect.json(await judge.administration.patch(organization.id, { tos: null }));
    const served = await judge.eventually(() => askOrganization(judge, author), 'ok', 'removing the terms');
    judge.expect.integer(judge.expect.reply(served), 'total_block_bytes', served);
  });
}

verifies('terms-of-service/anonymous-and-invited-untouched', { case: 'anonymous', needs }, async (judge) => {
  const organization = await judge.organization({ tos });
  const bootstrap = judge.newBootstrap(organization);
  const author = { organization: organization.id, device: bootstrap.device };
  judge.expect.reply(
    await judge.bootstrap(organization, bootstrap),
    'ok',
    'a bootstrap of an organization with terms',
  );
  judge.expect.answer(await askOrganization(judge, author), 463, 'the device that it made');
  judge.expect.reply(
    await judge.bootstrap(organization, bootstrap),
    'organization_already_bootstrapped',
    'again',
  );
});

verifies('terms-of-service/anonymous-and-invited-untouched', { case: 'invited', needs }, async (judge) => {
  const { author, organization } = await judge.bootstrapped();
  const invitation = await inviteUser(judge, author, freshAddress(judge));
  judge.expect.json(await judge.administration.patch(organization.id, { tos }));
  await judge.eventually(() => askOrganization(judge, author), 463, 'the terms');
  judge.expect.reply(await askInfo(judge, invitation), 'ok', 'invite_info while the terms are pending');
  await start(judge, claimerSide(judge, invitation, author.person.userId));
});
