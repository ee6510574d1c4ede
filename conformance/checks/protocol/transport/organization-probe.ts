import { uncreatedOrganization } from '../../../src/judge/organization.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { probe, statusOf } from '../../../src/vocabulary/observations/organization.ts';

verifies('transport/probe-known', async (judge) => {
  const { organization } = await judge.common();
  const answer = await probe(judge, organization.id, 'known');
  judge.expect.answer(answer, 200, 'the probe of a known organization');
  judge.expect.equal(answer.body.length, 0, 'length of the body', answer);
  judge.expect.answer(await probe(judge, judge.newName(), 'unknown'), 404, 'the probe of an unknown one');
});

verifies('transport/probe-unknown', async (judge) => {
  const { organization } = await judge.common();
  const name = judge.newName();
  for (const label of ['first', 'second'])
    judge.expect.answer(
      await probe(judge, name, label),
      404,
      `the ${label} probe of an unknown organization`,
    );
  judge.expect.answer(await probe(judge, organization.id, 'known'), 200, 'the probe of a known one');
});

verifies('transport/probe-unknown', { needs: ['administration'], case: 'status' }, async (judge) => {
  const { organization } = await judge.common();
  const name = judge.newName();
  judge.expect.answer(await probe(judge, name, 'unknown'), 404, 'the probe of an unknown organization');
  judge.expect.answer(await judge.administration.get(name), 404, 'the unknown organization afterwards');
  judge.expect.equal(
    (await statusOf(judge, organization.id)).is_bootstrapped,
    true,
    'is_bootstrapped of a known',
  );
});

// On a server where a POST would create the organization.
verifies('transport/probe-unknown', { needs: ['spontaneous'], case: 'spontaneous' }, async (judge) => {
  const organization = uncreatedOrganization(judge.newName());
  const first = await probe(judge, organization.id, 'unknown');
  judge.expect.answer(first, 404, 'the probe of an unknown organization');
  judge.expect.reply(await judge.bootstrap(organization), 'ok', 'its bootstrap');
  judge.expect.answer(await probe(judge, organization.id, 'known'), 200, 'the probe of a known one');
});

verifies('transport/probe-expired', { needs: ['administration'] }, async (judge) => {
  const { organization } = await judge.bootstrapped();
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: true }));
  judge.expect.answer(await probe(judge, organization.id, 'expired'), 460, 'the probe while expired');
  judge.expect.json(await judge.administration.patch(organization.id, { is_expired: false }));
  judge.expect.answer(await probe(judge, organization.id, 'lifted'), 200, 'the probe after it was lifted');
});
