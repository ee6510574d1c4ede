import { type ObservedExchange, readTraffic } from '../../../src/observe/traffic.ts';
import { encode } from '../../../src/wire/encode.ts';
import { type Change, repeatAtEnd, type Select } from '../../support/observe/alter-traffic.ts';
import {
  again,
  bytesOf,
  type Case,
  command,
  detail,
  first,
  otherSignature,
  server,
  tokenOf,
  tokenOfUser,
} from './case.ts';

/** Moves the clock of the server in an exchange. */
const dated =
  (ms: number) =>
  ({ exchange }: ObservedExchange): Change => ({
    headers: { date: new Date(Date.parse(exchange.header('date') ?? '') + ms).toUTCString() },
  });

/** A command of an administrator at the end, with the token of another user. */
function byOther(name: string, select: Select): Case['make'] {
  return (traffic) => {
    const all = readTraffic(traffic);
    const update = all.find((one) => one.command === 'user_update');
    const before = all.filter((one) => one.number < (update?.number ?? 0));
    return repeatAtEnd(before, select, () => ({ sentHeaders: { authorization: tokenOfUser(name, before) } }));
  };
}

/** Who is served. */
export const access: readonly Case[] = [
  server(
    'authentication/signature-verifies',
    again(command('invite_list'), ({ exchange }) => ({
      sentHeaders: { authorization: otherSignature(tokenOf(exchange)) },
    })),
    ['client authentication/client-token-form'],
  ),
  server('authentication/token-form', first(command('invite_list'), detail(403))),
  server('authentication/window-inside', first(command('invite_list'), detail(498))),
  server('authentication/not-too-early', (traffic) =>
    again(command('invite_list'), dated(-310_000))(traffic),
  ),
  server('authentication/not-too-late', (traffic) => again(command('invite_list'), dated(330_000))(traffic)),
  server(
    'authentication/revocation-at-once',
    (traffic) =>
      repeatAtEnd(traffic, ({ exchange }) => exchange.status === 461, {
        status: 200,
        headers: { 'content-type': 'application/msgpack' },
        body: () =>
          encode({
            status: 'ok',
            ...{ common_certificates: [], sequester_certificates: [], shamir_recovery_certificates: [] },
            realm_certificates: new Map(),
          }),
      }),
    ['server certificate_get/whole-history-to-everyone'],
  ),
  server('authentication/invitation-deleted', again(command('invite_info'))),
  server('user_create/author-is-admin', byOther('bob', command('user_create')), [
    'client client-certificates/creation-is-coherent',
    'client client-certificates/redacted-hides-names',
    'client keys/boxes-interoperate',
    'server ordering/common-never-goes-back',
    ...['user', 'device', 'redacted-user', 'redacted-device'].map(
      (name) => `server user_create/${name}-certificate-by-author`,
    ),
  ]),
  server('invite_new_user/author-is-admin', byOther('mallory', command('invite_new_user'))),
  server(
    'invite_new_user/gives-token',
    again(command('invite_new_user'), { reply: () => ({ status: 'author_not_allowed' }) }),
  ),
  server('invite_cancel/not-yet-cancelled', again(command('invite_cancel'))),
  server('invite_cancel/not-yet-completed', (traffic) =>
    repeatAtEnd(traffic, command('invite_complete'), {
      request: (all) => ({ ...all, cmd: 'invite_cancel' }),
    }),
  ),
  server('invite_complete/not-yet-completed', again(command('invite_complete'))),
  server('invite_complete/not-yet-cancelled', (traffic) =>
    repeatAtEnd(traffic, command('invite_cancel'), {
      request: (all) => ({ ...all, cmd: 'invite_complete' }),
    }),
  ),
  server(
    'invite_list/ordered-by-creation',
    again(command('invite_list'), (_, all) => ({
      reply: () => ({
        status: 'ok',
        invitations: bytesOf(
          all.findLast((one) => one.command === 'invite_list')?.reply?.invitations,
        ).toReversed(),
      }),
    })),
  ),
  server('organization_bootstrap/bootstrapped-for-good', again(command('organization_bootstrap'))),
];
