import { sequesterAuthorityDer } from '../people/cast.ts';
import {
  deviceContent,
  redacted,
  revokedUserContent,
  sequesterAuthorityContent,
  userContent,
  userUpdateContent,
} from '../people/certificate-contents.ts';
import type { CertificateContent } from '../people/certificates.ts';
import type { SigningKey } from '../people/keys.ts';
import { encode } from '../wire/encode.ts';
import type { Id } from '../wire/values.ts';
import { compress } from '../wire/zstd.ts';
import type { ExampleMember, ExampleOrganization } from './example-organization.ts';

/** A certificate of the example organization: its content, and its bytes as on the wire. */
export interface CertificateEntry {
  readonly id: string;
  readonly comment: string;
  readonly content: CertificateContent & { readonly type: string };
  readonly author: SigningKey;
  readonly signed: Uint8Array;
}

/**
 * Signs a certificate: signature (64 bytes), format byte 00, one streamed zstd frame. These are
 * exactly the bytes that Scille's client writes (CERT-01).
 */
export async function signCertificate(content: CertificateContent, author: SigningKey): Promise<Uint8Array> {
  return author.combined(Buffer.concat([Uint8Array.of(0), await compress(encode(content))]));
}

/**
 * Every certificate of the example organization, in the order of creation. Each redacted
 * certificate follows its full version.
 */
export async function certificateHistory(example: ExampleOrganization): Promise<readonly CertificateEntry[]> {
  const { alice, bob, carol, dora, erik, root, workstation, phone, after } = example;
  const laptop = alice.person.device;
  const unsigned: Omit<CertificateEntry, 'signed'>[] = [
    ...enrolment(alice, root, null),
    {
      id: 'sequester-authority',
      comment: 'The organization is sequestered from its first day.',
      content: typed(sequesterAuthorityContent(sequesterAuthorityDer, alice.since)),
      author: root,
    },
    ...enrolment(bob, laptop.key, laptop.id),
    ...enrolment(carol, laptop.key, laptop.id),
    ...enrolment(dora, laptop.key, laptop.id),
    ...fullAndRedacted(
      workstation.label,
      'Alice adds a second device.',
      typed(deviceContent(alice.person, workstation, after(3), laptop.id)),
      laptop.key,
    ),
    {
      id: 'carol-becomes-standard',
      comment: 'Carol is no outsider any more.',
      content: typed(userUpdateContent(carol.person, 'STANDARD', after(4), workstation.id)),
      author: workstation.key,
    },
    {
      id: 'bob-is-revoked',
      comment: 'Bob is gone.',
      content: typed(revokedUserContent(bob.person, after(5), workstation.id)),
      author: workstation.key,
    },
    ...enrolment(erik, dora.person.device.key, dora.person.device.id),
    ...fullAndRedacted(
      phone.label,
      'Erik adds a second device.',
      typed(deviceContent(erik.person, phone, after(7), erik.person.device.id)),
      erik.person.device.key,
    ),
  ];
  return Promise.all(
    unsigned.map(async (one) => ({ ...one, signed: await signCertificate(one.content, one.author) })),
  );
}

type UnsignedEntry = Omit<CertificateEntry, 'signed'>;

function enrolment(
  { person, profile, since }: ExampleMember,
  author: SigningKey,
  by: Id | null,
): UnsignedEntry[] {
  const { device, label } = person;
  const user = userContent(person, since, profile, by);
  const first = deviceContent(person, device, since, by);
  return [
    ...fullAndRedacted(person.name, `${label} is enrolled.`, typed(user), author),
    ...fullAndRedacted(device.label, `The first device of ${label}.`, typed(first), author),
  ];
}

/** A certificate and its redacted version, each with its own signature. */
function fullAndRedacted(
  id: string,
  comment: string,
  content: CertificateEntry['content'],
  author: SigningKey,
): UnsignedEntry[] {
  return [
    { id, comment, content, author },
    {
      id: `${id}-redacted`,
      comment: `${comment} As an outsider sees it.`,
      content: typed(redacted(content)),
      author,
    },
  ];
}

const typed = (content: CertificateContent): CertificateEntry['content'] =>
  content as CertificateEntry['content'];
