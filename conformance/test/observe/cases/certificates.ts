import type { BootstrapParts } from '../../../src/people/bootstrap.ts';
import { readCertificate } from '../../../src/people/certificates.ts';
import { Float64 } from '../../../src/wire/raw-values.ts';
import { Instant } from '../../../src/wire/values.ts';
import { alterFirst, type Change, repeatAtEnd, type Select } from '../../support/observe/alter-traffic.ts';
import {
  again,
  bootstrap,
  bytesOf,
  type Case,
  cast,
  command,
  first,
  flipped,
  lists,
  server,
  tokenOf,
  tokenOfUser,
} from './case.ts';

const served = (change: (list: readonly Uint8Array[]) => readonly Uint8Array[]): Change => ({
  reply: (fields) => ({ ...fields, common_certificates: change(bytesOf(fields.common_certificates)) }),
});

/** Contradictions of a bootstrap, each with the end of the requirement. */
const invalidBootstraps: readonly (readonly [string, Partial<BootstrapParts>])[] = [
  ['user-certificate-decodes', { userCertificate: { document: () => Uint8Array.of(0xc1) } }],
  ['device-certificate-signed-by-root', { deviceCertificate: { signedBy: cast.signingKey('stranger') } }],
  ['author-is-root', { deviceFields: { author: cast.device('x').id } }],
  ['first-user-is-admin', { user: { profile: 'STANDARD' } }],
  ['one-timestamp', { deviceFields: { timestamp: new Instant(BigInt(Date.now()) * 1000n) } }],
  ['one-user', { deviceFields: { user_id: cast.person('bob').userId } }],
  ['redacted-user-has-no-handle', { redactedUserCertificate: { fields: { human_handle: ['a@b.c', 'A'] } } }],
  ['redacted-device-has-no-label', { redactedDeviceCertificate: { fields: { device_label: 'label' } } }],
  ['redacted-user-same-profile', { redactedUserCertificate: { fields: { profile: 'STANDARD' } } }],
  [
    'redacted-user-same-public-key',
    { redactedUserCertificate: { fields: { public_key: new Uint8Array(32) } } },
  ],
  [
    'redacted-device-same-verify-key',
    { redactedDeviceCertificate: { fields: { verify_key: new Uint8Array(32) } } },
  ],
  ['redacted-device-same-purpose', { redactedDeviceCertificate: { fields: { purpose: 'SHAMIR_RECOVERY' } } }],
  ['user-certificate-not-redacted', { userCertificate: { fields: { human_handle: null } } }],
];

/** The first request for certificates that was answered with redacted ones. */
const byProfile =
  (_profile: 'OUTSIDER'): Select =>
  (observed, all) =>
    observed.command === 'certificate_get' &&
    observed.replyStatus === 'ok' &&
    tokenOf(observed.exchange).includes(`.${tokenOfUser('mallory', all).split('.')[1]}.`);

const outOfBallpark = (fields: object): Case['make'] =>
  again(command('user_revoke'), ({ request }) => ({
    reply: () => ({
      status: 'timestamp_out_of_ballpark',
      ballpark_client_early_offset: new Float64(300),
      ballpark_client_late_offset: new Float64(320),
      server_timestamp: new Instant(1n),
      client_timestamp: readCertificate(request?.revoked_user_certificate as Uint8Array, new Uint8Array(32))
        .content.timestamp,
      ...fields,
    }),
  }));

/** Certificates that the server serves and accepts. */
export const certificates: readonly Case[] = [
  server(
    'certificate_get/four-collections',
    first(lists, { reply: (all) => ({ ...all, realm_certificates: 1 }) }),
    ['server transport/handled-command-is-200'],
  ),
  server(
    'certificate_get/cursor-is-strict',
    again(lists, { request: (all) => ({ ...all, common_after: new Instant(4_000_000_000_000_000n) }) }),
  ),
  server(
    'certificate_get/ordered-by-timestamp',
    first(
      lists,
      served((list) => list.toReversed()),
    ),
    ['server certificate_get/user-before-device'],
  ),
  server(
    'certificate_get/user-before-device',
    first(
      lists,
      served(([user, device, ...rest]) => [device, user, ...rest].filter((one) => one !== undefined)),
    ),
  ),
  server(
    'certificate_get/bytes-as-uploaded',
    first(
      lists,
      served(([user = new Uint8Array(), ...rest]) => [flipped(user, 1), ...rest]),
    ),
    ['server certificates/signature-covers-content'],
  ),
  server(
    'certificate_get/whole-history-to-everyone',
    first(
      lists,
      served((list) => list.slice(0, -1)),
    ),
  ),
  server(
    'certificate_get/others-get-full',
    (traffic) =>
      repeatAtEnd(traffic, byProfile('OUTSIDER'), (_, all) => ({
        sentHeaders: { authorization: tokenOf(all.find((one) => one.command === 'user_create')?.exchange) },
      })),
    ['server certificate_get/whole-history-to-everyone'],
  ),
  server(
    'certificate_get/outsider-gets-redacted',
    (traffic) =>
      alterFirst(traffic, byProfile('OUTSIDER'), (_, all) => ({
        reply: (fields) => ({
          ...fields,
          common_certificates: all.find((one) => lists(one, all))?.reply?.common_certificates,
        }),
      })),
    ['server certificate_get/whole-history-to-everyone'],
  ),
  server('ordering/common-never-goes-back', again(command('user_revoke'))),
  ...invalidBootstraps.map(([slug, parts]) =>
    server(`organization_bootstrap/${slug}`, bootstrap(parts), [
      'client organization_bootstrap/client-request-is-coherent',
      ...(slug.endsWith('decodes') ? ['client certificates/envelope'] : []),
    ]),
  ),
  server(
    'ordering/out-of-window-tells-offsets',
    outOfBallpark({ ballpark_client_early_offset: new Float64(301) }),
  ),
  server('ordering/out-of-window-tells-clocks', outOfBallpark({ client_timestamp: new Instant(5n) })),
];
