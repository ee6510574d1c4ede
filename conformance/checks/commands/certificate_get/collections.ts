import type { Judge } from '../../../src/judge/judge.ts';
import type { Bootstrapped } from '../../../src/judge/organization.ts';
import type { Author } from '../../../src/judge/rpc.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import { joinCertificates } from '../../../src/people/added-certificates.ts';
import { sequesterAuthorityDer } from '../../../src/people/cast.ts';
import type { CertificateChange } from '../../../src/people/certificates.ts';
import { allCertificates } from '../../../src/vocabulary/actions/member-calls.ts';
import { certificatesOf } from '../../../src/vocabulary/observations/organization.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import { rawFrame } from '../../../src/wire/zstd.ts';

const fetchAll = (judge: Judge, author: Author, cursors: Readonly<Record<string, unknown>> = {}) =>
  judge.rpc.authenticated(author, { ...allCertificates, ...cursors });

/** A sequestered organization, shared by all checks that only read it. */
const sequestered = (judge: Judge): Promise<Bootstrapped> =>
  judge.shared('sequestered', (founder) => {
    // A timestamp with microseconds, so that a loss of precision in the cursor is detected.
    const at = founder.now().plus(-(founder.now().micros % 1000n) + 457n);
    return founder.bootstrapped({}, { sequester: sequesterAuthorityDer, at });
  });

/** Expects exactly the contents of all four collections. */
function expectCollections(
  judge: Judge,
  answer: Exchange,
  common: readonly Uint8Array[],
  sequester: readonly Uint8Array[] = [],
): void {
  const collections = judge.expect.reply(answer);
  const list = (name: string) => judge.expect.list(collections, name, answer);
  judge.expect.equal(list('common_certificates'), common, 'common_certificates', answer);
  judge.expect.equal(list('sequester_certificates'), sequester, 'sequester_certificates', answer);
  judge.expect.equal(list('shamir_recovery_certificates'), [], 'shamir_recovery_certificates', answer);
  const realms = judge.expect.map(collections, 'realm_certificates', answer);
  judge.expect.equal(realms, {}, 'realm_certificates', answer);
}

verifies(['certificate_get/four-collections', 'certificate_get/user-before-device'], async (judge) => {
  const { author, bootstrap } = await judge.common();
  const { user, device } = bootstrap.certificates;
  expectCollections(judge, await fetchAll(judge, author), [user, device]);
});

verifies('certificate_get/four-collections', { case: 'sequestered' }, async (judge) => {
  const { author, bootstrap } = await sequestered(judge);
  const { user, device, sequester } = bootstrap.certificates;
  expectCollections(judge, await fetchAll(judge, author), [user, device], [sequester ?? new Uint8Array()]);
});

// Valid encodings that change if a server encodes certificates again.
const unusualEncodings: readonly (readonly [string, CertificateChange])[] = [
  ['honest', {}],
  ['uncompressed-block', { frame: (document) => rawFrame(document) }],
  // The map header uses 16 bits for its size, where 4 are enough.
  [
    'long-header',
    {
      document: (document) =>
        Buffer.concat([Uint8Array.of(0xde, 0, (document[0] ?? 0) & 0x0f), document.subarray(1)]),
    },
  ],
];
for (const [name, change] of unusualEncodings) {
  verifies('certificate_get/bytes-as-uploaded', { case: name }, async (judge) => {
    const { author, bootstrap } = await judge.bootstrapped(
      {},
      {
        sequester: sequesterAuthorityDer,
        userCertificate: change,
        deviceCertificate: change,
        sequesterCertificate: change,
      },
    );
    const { user, device, sequester } = bootstrap.certificates;
    expectCollections(judge, await fetchAll(judge, author), [user, device], [sequester ?? new Uint8Array()]);
  });
}

for (const [name, micros, all] of [
  ['at-the-timestamp', 0, false],
  ['1-us-before', -1, true],
  ['1-us-after', 1, false],
  ['an-hour-before', -3_600_000_000, true],
  ['an-hour-after', 3_600_000_000, false],
] as const) {
  verifies('certificate_get/cursor-is-strict', { case: name }, async (judge) => {
    const { author, bootstrap } = await sequestered(judge);
    const cursor = bootstrap.at.plus(micros);
    const { user, device, sequester } = bootstrap.certificates;
    const authority = [sequester ?? new Uint8Array()];
    expectCollections(judge, await fetchAll(judge, author), [user, device], authority);
    const answer = await fetchAll(judge, author, { common_after: cursor, sequester_after: cursor });
    expectCollections(judge, answer, all ? [user, device] : [], all ? authority : []);
  });
}

// One cursor is later than all certificates, the others are not.
for (const [name, cursor, left] of [
  ['common', 'common_after', 'sequester'],
  ['sequester', 'sequester_after', 'common'],
  ['shamir-recovery', 'shamir_recovery_after', 'both'],
] as const) {
  verifies('certificate_get/cursors-are-independent', { case: name }, async (judge) => {
    const { author, bootstrap } = await sequestered(judge);
    const { user, device, sequester } = bootstrap.certificates;
    const answer = await fetchAll(judge, author, { [cursor]: judge.now().plusSeconds(600) });
    const authority = [sequester ?? new Uint8Array()];
    expectCollections(
      judge,
      answer,
      left === 'sequester' ? [] : [user, device],
      left === 'common' ? [] : authority,
    );
  });
}

verifies('certificate_get/foreign-realm-is-silent', async (judge) => {
  const { author, bootstrap } = await judge.common();
  const { user, device } = bootstrap.certificates;
  const realm_after = new Map([
    [judge.random.id(), judge.now().plusSeconds(-3600)],
    [judge.random.id(), judge.now()],
  ]);
  expectCollections(judge, await fetchAll(judge, author, { realm_after }), [user, device]);
});

/** The number of devices added in sequence, and of reads that start next to each addition. */
const additions = 12;
const reads = 6;

verifies('certificate_get/four-collections', { case: 'while-written' }, async (judge) => {
  const { author, bootstrap } = await judge.bootstrapped({}, { sequester: sequesterAuthorityDer });
  const authority = [bootstrap.certificates.sequester ?? new Uint8Array()];
  const added = [];
  const counts = [];
  for (let number = 1; number <= additions; number++) {
    const [device, ...those] = await Promise.all([
      judge.members.addDevice(author, `phone-${number}`),
      ...Array.from({ length: reads }, () => certificatesOf(judge, author)),
    ]);
    added.push(device.addition);
    counts.push(...those);
  }
  const history = joinCertificates(bootstrap, ...added).full;
  judge.expect.equal((await certificatesOf(judge, author)).common, history, 'common certificates at the end');
  for (const { common, sequester } of counts) {
    judge.expect.equal(sequester, authority, 'sequester certificates beside a device that is being added');
    judge.expect.equal(
      common,
      history.slice(0, common.length),
      'common certificates beside a device that is being added',
    );
    judge.expect.that(common.length >= 2, 'at least the two certificates of the bootstrap', common.length);
  }
});
