import type { RequirementId } from '@parsec-spec/spec/requirements';

/** A requirement of a client that a correct server provokes, and what the tester does. */
export interface WithCorrectServer {
  readonly requirement: RequirementId;
  readonly does: string;
}

const rows = (does: string, ...requirements: readonly RequirementId[]): readonly WithCorrectServer[] =>
  requirements.map((requirement) => ({ requirement, does }));

/**
 * The requirements of a client that need no misbehaviour: it does on its own what they say, or its
 * user and its files provoke it.
 */
export const withCorrectServer: readonly WithCorrectServer[] = [
  ...rows(
    'bootstrap an organization; read the request, and open the device file',
    'organization_bootstrap/client-fresh-root-key',
    'organization_bootstrap/client-keeps-private-keys',
    'organization_bootstrap/client-request-is-coherent',
    'client-keys/root-key-never-kept',
    'client-keys/clear-part-is-metadata',
    'client-keys/keys-are-sealed',
    'client-keys/owner-only',
    'keys/boxes-interoperate',
  ),
  ...rows(
    'bootstrap by a link; read the request',
    'links/bootstrap-link',
    'links/organization-percent-encoded',
    'types/organization-id-accepted',
    'types/device-label-accepted',
    'types/human-label-accepted',
  ),
  ...rows(
    'bootstrap, claim and change the password, each twice; compare the device files',
    'client-keys/argon2id-fresh-salt',
    'client-keys/argon2id-strength',
  ),
  ...rows(
    'bootstrap, restart the client, log in',
    'client-keys/round-trip',
    'authentication/client-token-form',
  ),
  ...rows(
    'log in, accept terms, claim and follow the events; read the headers of the requests',
    'client-transport/sends-api-version',
    'client-transport/sends-content-type',
    'client-transport/sends-accept',
    'client-transport/sends-authorization',
    'client-transport/names-itself',
  ),
  ...rows('claim an invitation; read the header `Authorization`', 'types/token-text'),
  ...rows(
    'use the client with every act; search its requests, its output and its files for secrets',
    'client-keys/no-secret-on-the-wire',
    'client-keys/no-secret-in-logs',
    'client-keys/no-secret-in-files',
    'types/token-hidden-in-logs',
  ),
  ...rows(
    'greet and claim; read the steps and the certificates',
    'encoding/instant-is-ext-1',
    'encoding/identifier-is-ext-2',
    'encoding/token-is-bin-16',
    'encoding/handle-is-a-pair',
    'encoding/enumerations-upper-case',
    'client-certificates/creation-is-coherent',
    'client-certificates/redacted-hides-names',
    'greeting/step-words',
    'greeting/step-5-is-5',
  ),
  ...rows(
    'greet and claim; compare the codes that are shown, and open the payloads',
    'client-greeting/shared-key',
    'client-greeting/code-alphabet',
    'client-greeting/code-derivation',
    'client-greeting/code-found-among-others',
    'client-greeting/code-at-any-place',
    'client-greeting/decoys-drawn-anew',
    'client-keys/user-key-travels-sealed',
    'links/invitation-link',
  ),
  ...rows('claim two devices; compare their keys', 'client-keys/device-has-own-keys'),
  ...rows(
    'found, claim and greet several times with one home, in one process and after a restart; compare all keys and nonces',
    'client-keys/no-key-twice',
    'client-greeting/keys-made-anew',
  ),
  ...rows(
    'bootstrap and change the password with long passwords and other scripts; open the file, and log in with similar ones',
    'client-keys/password-as-typed',
  ),
  ...rows('remove the device file, then log in', 'client-keys/missing-told'),
  ...rows('damage or truncate the device file, then log in', 'client-keys/not-a-device-file-told'),
  ...rows(
    'write another kind of protection into the device file, then log in',
    'client-keys/other-protection-told',
  ),
  ...rows(
    'log in with a wrong password, or flip a byte of the ciphertext or of the salt',
    'client-keys/wrong-password-or-damage-told',
    'client-keys/failed-opening-changes-nothing',
  ),
  ...rows('put junk beside the device file, then list the devices', 'client-keys/listing-skips-junk'),
  ...rows(
    'make the folder of devices unwritable when the server accepts, then try again',
    'client-keys/failed-save-is-told',
    'client-keys/failed-save-can-be-repeated',
  ),
  ...rows('read the device file again and again while the password changes', 'client-keys/no-partial-file'),
  ...rows(
    'change the password, then log in with the old and the new one',
    'client-keys/old-password-opens-nothing',
    'client-keys/password-change-loses-nothing',
  ),
  ...rows(
    'let another ADMIN change the profile of the user to or from OUTSIDER, then log in',
    'client-certificates/outsider-switch-refetches',
  ),
  ...rows(
    'log in to an organization with a sequester authority, and to one without; compare what is shown',
    'client-trust/shows-authority',
  ),
  ...rows(
    'claim an invitation of an organization with two ADMINs; let the other one greet',
    'client-greeting/any-administrator-greets',
  ),
  ...rows('revoke a user; read the request', 'client-certificates/revocation-is-coherent'),
  ...rows(
    'let another ADMIN demote the user, then list the users, invite and revoke',
    'client-trust/shows-certified-profiles',
    'client-trust/says-rights-are-missing',
  ),
];
