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
import type { ExampleOrganization, Member } from './example-organization.ts';

/** A certificate of the story as on the wire, and its content. */
export interface Statement {
  readonly id: string;
  readonly comment: string;
  readonly content: CertificateContent & { readonly type: string };
  readonly author: SigningKey;
  readonly signed: Uint8Array;
}

/**
 * Signature (64) ++ 00 ++ one streamed zstd frame: byte for byte what Scille's client writes
 * (CERT-01).
 */
export async function signed(content: CertificateContent, author: SigningKey): Promise<Uint8Array> {
  return author.combined(Buffer.concat([Uint8Array.of(0), await compress(encode(content))]));
}

/**
 * Every certificate of the story, in the order of creation. Each redacted one follows its full
 * version.
 */
export async function history(story: ExampleOrganization): Promise<readonly Statement[]> {
  const { alice, bob, carol, dora, erik, root, workstation, phone, after } = story;
  const laptop = alice.person.device;
  const told: Omit<Statement, 'signed'>[] = [
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
    ...twins(
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
    ...twins(
      phone.label,
      'Erik adds a second device.',
      typed(deviceContent(erik.person, phone, after(7), erik.person.device.id)),
      erik.person.device.key,
    ),
  ];
  return Promise.all(told.map(async (one) => ({ ...one, signed: await signed(one.content, one.author) })));
}

type Untold = Omit<Statement, 'signed'>;

function enrolment({ person, profile, since }: Member, author: SigningKey, by: Id | null): Untold[] {
  const { device, label } = person;
  const user = userContent(person, since, profile, by);
  const first = deviceContent(person, device, since, by);
  return [
    ...twins(person.name, `${label} is enrolled.`, typed(user), author),
    ...twins(device.label, `The first device of ${label}.`, typed(first), author),
  ];
}

/**
 * A certificate and its redacted version, which has nil in place of the name and its own signature.
 */
function twins(id: string, comment: string, content: Statement['content'], author: SigningKey): Untold[] {
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

const typed = (content: CertificateContent): Statement['content'] => content as Statement['content'];
