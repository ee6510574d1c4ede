import type { Fields } from '../wire/values.ts';
import type { CertificateEntry } from './certificate-history.ts';
import type { ExampleOrganization } from './example-organization.ts';

/** The inputs for the vectors of a command. */
export interface VectorSource {
  readonly example: ExampleOrganization;
  /** Every certificate of the example organization, in the order of creation. */
  readonly certificates: readonly CertificateEntry[];
  /**
   * A certificate of the example organization, by name. Throws `RangeError` for an unknown name.
   */
  readonly signed: (id: string) => Uint8Array;
}

/**
 * Honest requests and replies of a command, by name. `commands/COMMAND/sample.ts` exports them as
 * `messages`.
 */
export type MessageVectors = (source: VectorSource) => {
  readonly requests: Readonly<Record<string, Fields>>;
  readonly replies: Readonly<Record<string, Fields>>;
};

/** The human handle of a member of the example organization. */
export const handleOf = ({ person }: ExampleOrganization['alice']): readonly [string, string] => [
  person.email,
  person.label,
];

/** `created_by` of an invitation that a member created. */
export const createdBy = (member: ExampleOrganization['alice']): Fields => ({
  type: 'USER',
  human_handle: handleOf(member),
  user_id: member.person.userId,
});

/** The full and the redacted certificate of a device, as fields of a request. */
export const deviceCertificates = ({ signed }: VectorSource, label: string): Fields => ({
  device_certificate: signed(label),
  redacted_device_certificate: signed(`${label}-redacted`),
});
