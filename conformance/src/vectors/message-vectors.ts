import type { Statement } from './certificate-history.ts';
import type { ExampleOrganization } from './example-organization.ts';

/** A request or a reply, as a map. */
export type Message = Readonly<Record<string, unknown>>;

/** The inputs for the vectors of a command. */
export interface VectorSource {
  readonly story: ExampleOrganization;
  /** Every certificate of the story, in the order of creation. */
  readonly statements: readonly Statement[];
  /** A certificate of the story, by name. Throws `RangeError` for an unknown name. */
  readonly signed: (id: string) => Uint8Array;
}

/**
 * Honest requests and replies of a command, by name. `commands/COMMAND/sample.ts` exports them as
 * `messages`.
 */
export type MessageVectors = (source: VectorSource) => {
  readonly requests: Readonly<Record<string, Message>>;
  readonly replies: Readonly<Record<string, Message>>;
};

/** The human handle of a member of the story. */
export const handleOf = ({ person }: ExampleOrganization['alice']): readonly [string, string] => [
  person.email,
  person.label,
];

/** `created_by` of an invitation, where a member of the story created it. */
export const createdBy = (member: ExampleOrganization['alice']): Message => ({
  type: 'USER',
  human_handle: handleOf(member),
  user_id: member.person.userId,
});

/** The two certificates of a device of the story, as fields of a request. */
export const deviceCertificates = ({ signed }: VectorSource, label: string): Message => ({
  device_certificate: signed(label),
  redacted_device_certificate: signed(`${label}-redacted`),
});
