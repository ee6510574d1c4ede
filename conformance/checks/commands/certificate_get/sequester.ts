import type { Judge } from '../../../src/judge/judge.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import { allCertificates } from '../../../src/vocabulary/actions/member-calls.ts';
import type { Instant } from '../../../src/wire/values.ts';
import { rawFrame } from '../../../src/wire/zstd.ts';

const rule = 'certificate_get/sequester-to-everyone';
const profiles = ['ADMIN', 'STANDARD', 'OUTSIDER'] as const;

/**
 * A sequestered organization. The bytes of its authority certificate change if a server encodes it
 * again.
 */
async function sequestered(judge: Judge) {
  const frame = (document: Uint8Array) => rawFrame(document);
  const { author, bootstrap } = await judge.bootstrapped(
    {},
    { sequester: sequesterAuthorityDer, sequesterCertificate: { frame } },
  );
  return { alice: author, at: bootstrap.at, authority: bootstrap.certificates.sequester ?? new Uint8Array() };
}

/**
 * Asserts that the authority certificate is served for each cursor before its timestamp, and not
 * for that timestamp.
 */
async function readsAuthority(
  judge: Judge,
  author: Author,
  { authority, at }: { readonly authority: Uint8Array; readonly at: Instant },
  reader: string,
): Promise<void> {
  const later = judge.now().plusSeconds(600);
  for (const [common_after, sequester_after, expected] of [
    [null, null, [authority]],
    [later, null, [authority]],
    [later, at.plus(-1), [authority]],
    [null, at, []],
  ] as const) {
    const cursors = { common_after, sequester_after };
    const answer = await judge.rpc.authenticated(author, { ...allCertificates, ...cursors });
    const served = judge.expect.list(judge.expect.reply(answer), 'sequester_certificates', answer);
    judge.expect.equal(served, expected, `sequester certificates for ${reader}`, answer);
  }
}

for (const profile of profiles) {
  const [one, two] = profiles.filter((other) => other !== profile);

  verifies(rule, { case: `enrolled-${profile.toLowerCase()}` }, async (judge) => {
    const { alice, ...bootstrapped } = await sequestered(judge);
    const zoe = await judge.members.enrol(alice, 'zoe', { profile });
    await readsAuthority(judge, zoe, bootstrapped, `a user enrolled as ${profile}`);
    const phone = await judge.members.addDevice(zoe, 'zoe-phone');
    await readsAuthority(judge, phone, bootstrapped, `the second device of a user enrolled as ${profile}`);
    // Covers each change from one profile to another.
    const devices = [zoe, phone];
    for (const [index, next] of [one, two, profile, two, one, profile].entries()) {
      await judge.members.setProfile(alice, zoe.person, `${next}`);
      const reader = `a user enrolled as ${profile}, ${next} by change ${index + 1}`;
      await readsAuthority(judge, devices[index % 2] ?? zoe, bootstrapped, reader);
    }
  });
}

verifies(rule, { case: 'changed-founder' }, async (judge) => {
  const { alice, ...bootstrapped } = await sequestered(judge);
  const adam = await judge.members.enrol(alice, 'adam', { profile: 'ADMIN' });
  await readsAuthority(judge, alice, bootstrapped, 'the founder');
  for (const profile of ['OUTSIDER', 'STANDARD', 'ADMIN'] as const) {
    await judge.members.setProfile(adam, alice.person, profile);
    await readsAuthority(judge, alice, bootstrapped, `the founder, changed to ${profile}`);
  }
});
