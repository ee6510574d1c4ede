import { constants, zstdCompressSync } from 'node:zlib';
import type { Judge } from '../../src/judge/judge.ts';
import type { Bootstrapped } from '../../src/judge/organization.ts';
import { verifies } from '../../src/judge/verifies.ts';
import type { BootstrapParts } from '../../src/people/bootstrap.ts';
import { sequesterAuthorityDer } from '../../src/people/cast.ts';
import type { CertificateChange } from '../../src/people/certificates.ts';
import { certificatesOf } from '../../src/vocabulary/observations/organization.ts';
import { rawFrame } from '../../src/wire/zstd.ts';

/** The fields of a bootstrap that contain a certificate. */
const slots = {
  user: 'userCertificate',
  device: 'deviceCertificate',
  'redacted-user': 'redactedUserCertificate',
  'redacted-device': 'redactedDeviceCertificate',
  'sequester-authority': 'sequesterCertificate',
} as const;

const inAllSlots = (change: CertificateChange): Partial<BootstrapParts> =>
  Object.fromEntries(Object.values(slots).map((slot) => [slot, change]));

/**
 * The certificates of a sequestered organization as its first device receives them: user, device,
 * authority.
 */
async function servedCertificates(judge: Judge, { author }: Bootstrapped): Promise<readonly unknown[]> {
  const { common, sequester } = await certificatesOf(judge, author);
  return [...common, ...sequester];
}

const types = ['user_certificate', 'device_certificate', 'sequester_authority_certificate'];

verifies(['certificates/envelope', 'certificates/signature-covers-content'], async (judge) => {
  const bootstrapped = await judge.bootstrapped({}, { sequester: sequesterAuthorityDer });
  const root = bootstrapped.bootstrap.root.verifyKey;
  const contents = (await servedCertificates(judge, bootstrapped)).map((bytes, index) =>
    judge.expect.certificate(bytes, root, `certificate ${index + 1}`),
  );
  judge.expect.equal(
    contents.map(({ type }) => type).toSorted(),
    types.toSorted(),
    'types of the certificates served',
  );
});

// A reader accepts any legal zstd frame, whatever encoder produced it.
for (const [name, frame] of [
  ['raw-block', (document) => rawFrame(document)],
  [
    'with-checksum',
    (document) => zstdCompressSync(document, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  ],
  [
    'without-size',
    (document) => zstdCompressSync(document, { params: { [constants.ZSTD_c_contentSizeFlag]: 0 } }),
  ],
  [
    'level-19',
    (document) => zstdCompressSync(document, { params: { [constants.ZSTD_c_compressionLevel]: 19 } }),
  ],
] satisfies [string, CertificateChange['frame']][]) {
  verifies('certificates/envelope', { case: name }, async (judge) => {
    const bootstrapped = await judge.under('certificates/envelope', () =>
      judge.bootstrapped({}, { sequester: sequesterAuthorityDer, ...inAllSlots({ frame }) }),
    );
    const { user, device, sequester } = bootstrapped.bootstrap.certificates;
    judge.expect.equal(
      await servedCertificates(judge, bootstrapped),
      [user, device, sequester],
      'the certificates served',
    );
  });
}

const unusedBit = 0x10;

for (const [name, slot] of Object.entries(slots)) {
  // A decoder ignores this bit of the frame header, so only the signature detects the change.
  verifies('certificates/signature-covers-content', { case: name }, async (judge) => {
    const organization = await judge.organization();
    const sequester = sequesterAuthorityDer;
    const signed = (bytes: Uint8Array) => {
      const copy = Uint8Array.from(bytes);
      copy[69] = (copy[69] ?? 0) ^ unusedBit;
      return copy;
    };
    await judge.twin({
      broken: () => judge.bootstrap(organization, { sequester, [slot]: { signed } }),
      refused: 'invalid_certificate',
      valid: () => judge.bootstrap(organization, { sequester }),
    });
  });
}

for (const [name, slot, text] of [
  ['email', 'userCertificate', 'alice@example.com'],
  ['device-label', 'deviceCertificate', 'alice-laptop'],
] as const) {
  verifies('certificates/signature-covers-content', { case: name }, async (judge) => {
    const organization = await judge.organization();
    const frame = (document: Uint8Array) => rawFrame(document);
    const signed = (bytes: Uint8Array) => {
      const copy = Uint8Array.from(bytes);
      const at = Buffer.from(copy).indexOf(text);
      copy[at] = 'A'.charCodeAt(0);
      return copy;
    };
    await judge.twin({
      broken: () => judge.bootstrap(organization, { [slot]: { frame, signed } }),
      refused: 'invalid_certificate',
      valid: () => judge.bootstrap(organization, { [slot]: { frame } }),
    });
  });
}
