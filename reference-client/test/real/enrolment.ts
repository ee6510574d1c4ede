import { parseBootstrapUrl } from '@parsec-spec/spec/urls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createOrganization, syncCertificates } from '../../src/journeys/index.ts';
import { type Acme, foundAcme } from '../enrolment/acme.ts';

const [serverUrl = ''] = (process.env.PARSEC_SPEC_REAL_SERVER ?? '').split(',');
if (serverUrl === '') throw new Error('PARSEC_SPEC_REAL_SERVER names no server');

let acme: Acme;
beforeAll(async () => {
  const organizationId = `ps-client-${Math.random().toString(36).slice(2, 12)}`;
  const created = await createOrganization({ serverUrl, token: 's3cr3t' }, organizationId);
  if (created.outcome !== 'done') throw new Error(created.outcome);
  const parsed = parseBootstrapUrl(created.result.bootstrap_url);
  if (!parsed.ok) throw new Error(parsed.expected);
  acme = await foundAcme({ serverUrl: `${serverUrl}/`, organizationId, token: parsed.address.token });
});
afterAll(() => acme.end());

it('a user is enrolled, and is who the greeter said', async () => {
  const { claimed, greeted, between } = await acme.enrol(await acme.invite('bob@example.com'), 'bob');
  expect(greeted).toMatchObject({ outcome: 'greeted', type: 'USER', completed: true, knownBefore: false });
  if (claimed.outcome !== 'claimed') throw new Error(claimed.outcome);
  expect(between.greeter.heard.choices[0]).toContain(between.claimer.heard.shown[0]);
  const synced = await syncCertificates(acme.sessionOf(claimed.device));
  expect(synced).toMatchObject({
    outcome: 'synced',
    user: { profile: 'STANDARD', handle: ['bob@example.com', 'bob'] },
  });
});
