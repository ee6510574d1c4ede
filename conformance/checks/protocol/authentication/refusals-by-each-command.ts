import { type Family, families } from '@parsec-spec/spec/commands';
import type { Judge } from '../../../src/judge/judge.ts';
import type { Member } from '../../../src/judge/members.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { cancelInvitation, inviteUser } from '../../../src/vocabulary/actions/invitations.ts';
import { askOrganization, setFrozen } from '../../../src/vocabulary/actions/member-calls.ts';
import { freshAddress } from '../../../src/vocabulary/organizations/invitation-organization.ts';
import { withSharedOrganization } from '../../../src/vocabulary/organizations/shared-organization.ts';
import { loadSamples } from '../../../src/vocabulary/samples/load-samples.ts';
import {
  expectRefused,
  expectServed,
  prepareSamples,
} from '../../../src/vocabulary/samples/prepare-samples.ts';

const samples = await loadSamples();
const needs = ['administration'] as const;
const tos = { en: 'https://example.com/terms' };

const familyNames = Object.keys(families) as Family[];
/** Families whose requests have the token of a device. */
const deviceFamilies = familyNames.filter((name) => families[name].authentication === 'device');

/** An ADMIN's first device, which prepares the samples, and another one, which calls. */
async function newAdmin(judge: Judge, alice: Member) {
  const preparer = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  const caller = await judge.members.addDevice(preparer, 'phone');
  return { preparer, caller, person: preparer.person };
}

const patchOrganization = async (judge: Judge, organization: string, settings: object): Promise<void> => {
  judge.expect.json(await judge.administration.patch(organization, settings));
};

/**
 * A reason to refuse each command of these families: its HTTP status, and how to establish and
 * remove it.
 */
interface Reason {
  readonly families: readonly Family[];
  readonly status: number;
  begin(judge: Judge, caller: Member): Promise<void>;
  end(judge: Judge, caller: Member): Promise<void>;
}

const expiry: Omit<Reason, 'families'> = {
  status: 460,
  begin: (judge, { organization }) => patchOrganization(judge, organization, { is_expired: true }),
  end: (judge, { organization }) => patchOrganization(judge, organization, { is_expired: false }),
};
const expired: Reason = { ...expiry, families: deviceFamilies };
const expiredForClaimers: Reason = {
  ...expiry,
  families: familyNames.filter((name) => families[name].authentication === 'invitation'),
};
const frozen: Reason = {
  families: deviceFamilies,
  status: 462,
  begin: (judge, caller) => setFrozen(judge, caller, true),
  end: (judge, caller) => setFrozen(judge, caller, false),
};
const terms: Reason = {
  families: familyNames.filter((name) => families[name].needs_terms),
  status: 463,
  begin: (judge, { organization }) => patchOrganization(judge, organization, { tos }),
  end: (judge, { organization }) => patchOrganization(judge, organization, { tos: null }),
};

/**
 * Asserts that each command of a device without earlier calls is refused while the reason holds,
 * and succeeds afterwards.
 */
async function expectRefusedMeanwhile(judge: Judge, alice: Member, reason: Reason): Promise<void> {
  const members = await newAdmin(judge, alice);
  const calls = await prepareSamples(judge, samples, reason.families, members);
  await reason.begin(judge, members.caller);
  await expectRefused(judge, calls, reason.status);
  await reason.end(judge, members.caller);
  await judge.eventually(() => askOrganization(judge, members.caller), 'ok', 'the end of the reason');
  await expectServed(judge, calls, 'afterwards');
}

/**
 * Asserts that each command succeeds for a device, and is refused for the same device after the
 * reason is established.
 */
async function expectRefusedAtOnce(
  judge: Judge,
  alice: Member,
  { families, status, begin }: Omit<Reason, 'end'>,
): Promise<void> {
  const members = await newAdmin(judge, alice);
  const calls = await prepareSamples(judge, samples, families, members);
  await expectServed(judge, calls, 'before');
  await begin(judge, members.caller);
  for (const { command, send, message } of calls)
    await judge.eventually(() => send(message(), command), status, `the change, on ${command}`);
}

/**
 * Runs a check with the founder of a separate organization, which the check may change as a whole.
 */
const withOwnOrganization = async (judge: Judge, use: (alice: Member) => Promise<void>): Promise<void> =>
  use((await judge.bootstrapped()).author);

verifies('authentication/expired-is-460', { case: 'every-command', needs }, (judge) =>
  withOwnOrganization(judge, (alice) => expectRefusedMeanwhile(judge, alice, expired)),
);

verifies('authentication/expired-is-460', { case: 'every-invited-command', needs }, (judge) =>
  withOwnOrganization(judge, (alice) => expectRefusedMeanwhile(judge, alice, expiredForClaimers)),
);

verifies('terms-of-service/pending-is-463', { case: 'every-command', needs }, (judge) =>
  withOwnOrganization(judge, (alice) => expectRefusedMeanwhile(judge, alice, terms)),
);

verifies('authentication/frozen-is-462', { case: 'every-command', needs }, (judge) =>
  withSharedOrganization(judge, ({ alice }) => expectRefusedMeanwhile(judge, alice, frozen)),
);

verifies('authentication/revoked-is-461', { case: 'every-command' }, (judge) =>
  withSharedOrganization(judge, async ({ alice }) => {
    const members = await newAdmin(judge, alice);
    const calls = await prepareSamples(judge, samples, deviceFamilies, members);
    const invitation = await inviteUser(judge, members.preparer, freshAddress(judge));
    await judge.members.revoke(alice, members.person);
    await judge.eventually(() => askOrganization(judge, members.caller), 461, 'the revocation');
    await expectRefused(judge, calls, 461);
    const cancelled = await cancelInvitation(judge, alice, invitation);
    judge.expect.reply(cancelled, 'ok', 'an invitation of the revoked user, cancelled by another ADMIN');
  }),
);

verifies('authentication/revocation-at-once', { case: 'every-command' }, (judge) =>
  withSharedOrganization(judge, ({ alice }) =>
    expectRefusedAtOnce(judge, alice, {
      families: deviceFamilies,
      status: 461,
      begin: async (_judge, { person }) => {
        await judge.members.revoke(alice, person);
      },
    }),
  ),
);

verifies('authentication/freeze-at-once', { case: 'every-command', needs }, (judge) =>
  withSharedOrganization(judge, ({ alice }) => expectRefusedAtOnce(judge, alice, frozen)),
);

verifies('authentication/expiry-at-once', { case: 'every-command', needs }, (judge) =>
  withOwnOrganization(judge, (alice) => expectRefusedAtOnce(judge, alice, expired)),
);

verifies('terms-of-service/new-terms-block-at-once', { case: 'every-command', needs }, (judge) =>
  withOwnOrganization(judge, (alice) => expectRefusedAtOnce(judge, alice, terms)),
);
