import type { KnownDevice, KnownUser, OrganizationView } from '@parsec-spec/reference-client/certificates';
import { frozenUsers } from '@parsec-spec/reference-client/members';
import type { Command } from 'commander';
import { printable } from '../main/printable.ts';
import type { Context } from './context.ts';
import { type DeviceOptions, openSession, syncView } from './open-device.ts';
import { run, withDevice } from './options.ts';

/** Options of `client user list`. */
interface UserListOptions extends DeviceOptions {
  revoked?: boolean;
}

/** Adds `client user list`. */
export function addUserList(user: Command): void {
  withDevice(user.command('list'))
    .description('list them, with their devices')
    .option('--no-revoked', 'without revoked users')
    .action((_options, command) => run(command, userList));
}

/** `client user list`: lists the users and their devices from the verified certificates. */
export async function userList(context: Context, options: UserListOptions): Promise<void> {
  const session = await openSession(context, options);
  const { view, user: own } = await syncView(session);
  const frozen = own.profile === 'ADMIN' ? await frozenUsers(session) : undefined;
  const users = [...view.users.values()].filter(
    ({ revokedOn }) => options.revoked !== false || revokedOn === undefined,
  );
  const isFrozen = ({ id }: KnownUser): boolean | undefined => frozen?.some((one) => one.equals(id));
  const facts = users.map((user) => factsOf(user, devicesOf(view, user), isFrozen(user)));
  const lines = users.flatMap((user) => linesOf(user, devicesOf(view, user), isFrozen(user) === true, own));
  context.print({ organization: session.device.organization_id, users: facts }, lines.join('\n'));
}

const devicesOf = (view: OrganizationView, { id }: KnownUser): readonly KnownDevice[] =>
  [...view.devices.values()].filter(({ userId }) => userId.equals(id));

function linesOf(
  user: KnownUser,
  devices: readonly KnownDevice[],
  isFrozen: boolean,
  own: KnownUser,
): string[] {
  const { handle, id, profile, revokedOn } = user;
  const who =
    handle === null
      ? 'a user whose name outsiders cannot see'
      : `${printable(handle[1])} <${printable(handle[0])}>`;
  const state = revokedOn === undefined ? (isFrozen ? ', frozen' : '') : `, revoked on ${revokedOn}`;
  const self = id.equals(own.id) ? ' (you)' : '';
  const labels = devices
    .map(({ label, id: device }) => printable(label ?? device.hex.slice(0, 8)))
    .join(', ');
  return [`${id.hex.slice(0, 8)}  ${who}${self}  ${profile}${state}`, `          on ${labels}`];
}

function factsOf(user: KnownUser, devices: readonly KnownDevice[], frozen: boolean | undefined): object {
  const { handle, id, profile, createdOn, revokedOn } = user;
  return {
    id: id.hex,
    email: handle?.[0] ?? null,
    name: handle?.[1] ?? null,
    profile,
    created_on: String(createdOn),
    revoked_on: revokedOn === undefined ? null : String(revokedOn),
    frozen: frozen ?? null,
    devices: devices.map((device) => ({
      id: device.id.hex,
      label: device.label,
      created_on: String(device.createdOn),
    })),
  };
}
