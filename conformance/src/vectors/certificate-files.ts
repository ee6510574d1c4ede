import type { VectorFile } from '@parsec-spec/spec/vectors';
import { encode } from '../wire/encode.ts';
import { rawFrame } from '../wire/zstd.ts';
import { type CertificateEntry, signCertificate } from './certificate-history.ts';
import type { ExampleOrganization } from './example-organization.ts';
import { acceptable, flipBit, hex, hexFile, invalid, notationOf, valid } from './vector-file.ts';

/**
 * The certificates of the example organization, one file for each type. The first certificate of
 * each type also has acceptable and invalid variants.
 */
export async function certificateFiles(
  { random }: ExampleOrganization,
  certificates: readonly CertificateEntry[],
): Promise<Record<string, VectorFile>> {
  const types = Map.groupBy(certificates, ({ content }) => content.type);
  const files: Record<string, VectorFile> = {};
  for (const [type, all] of types) {
    const [first] = all;
    if (first === undefined) continue;
    const stranger = hex(random(`stranger/${type}`).bytes(32));
    files[`certificates/${type}.json`] = hexFile(type, `Certificates of the type \`${type}\`.`, [
      ...all.map(({ id, comment, content, author, signed }) =>
        valid([id, comment], hex(signed), notationOf(content), { verify_key: hex(author.verifyKey) }),
      ),
      ...(await variants(first, stranger)),
    ]);
  }
  return files;
}

async function variants({ content, author, signed: honest }: CertificateEntry, stranger: string) {
  const input = { verify_key: hex(author.verifyKey) };
  const raw = author.combined(Buffer.concat([Uint8Array.of(0), rawFrame(encode(content))]));
  const undated = await signCertificate({ ...content, timestamp: undefined }, author);
  const other = await signCertificate({ ...content, type: 'realm_role_certificate' }, author);
  return [
    acceptable(['raw-frame', 'A zstd frame of one raw block.'], hex(raw), notationOf(content), input),
    invalid(['signature-flipped', 'A bit of the signature changed.'], flipBit(honest, 7), input),
    invalid(['content-flipped', 'A bit of the content changed.'], flipBit(honest, 80), input),
    invalid(['other-key', 'Held against another key.'], hex(honest), { verify_key: stranger }),
    invalid(['cut', 'The last byte is missing.'], hex(honest.subarray(0, -1)), input),
    invalid(['no-timestamp', '`timestamp` is missing.'], hex(undated), input),
    invalid(['other-type', 'Another type.'], hex(other), input),
  ];
}
