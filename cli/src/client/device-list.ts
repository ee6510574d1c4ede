import { listDevices, listPending, type StoredDevice } from '@parsec-spec/reference-client/device-files';
import { listClaims, type StoredClaim } from '@parsec-spec/reference-client/enrolment';
import type { Command } from 'commander';
import { printable } from '../main/printable.ts';
import type { Context } from './context.ts';
import { run } from './options.ts';

/** Adds `client device list`. */
export function addDeviceList(device: Command): void {
  device
    .command('list')
    .description('list them')
    .action((_options, command) => run(command, deviceList));
}

/** `client device list`: lists the devices stored here, from the clear part of their files. */
export async function deviceList(context: Context): Promise<void> {
  const { devices, skipped } = await listDevices(context.folder);
  const unfinished = await listPending(context.folder);
  const claims = await listClaims(context.folder);
  const result = {
    folder: context.folder,
    devices: devices.map(factsOf),
    unfinished: unfinished.map(factsOf),
    claims: claims.map(claimOf),
    skipped,
  };
  const lines = [
    ...devices.map(lineOf),
    ...unfinished.map((device) => `${lineOf(device)} (unfinished: log in to finish the bootstrap)`),
    ...claims.map(
      ({ email, device_label, organization_id, path }) =>
        `claim    ${printable(email)} on ${printable(device_label)} in ${printable(organization_id)}, not confirmed yet: claim again with the same link (${printable(path)})`,
    ),
    ...skipped.map(skippedText),
  ];
  context.print(result, lines.length === 0 ? `No device in ${context.folder}.` : lines.join('\n'));
}

/** Names a file that is not listed, and the reason. */
export const skippedText = ({ path, reason }: { readonly path: string; readonly reason: string }): string =>
  `skipped ${printable(path)}: ${printable(reason)}`;

/** Describes a device in one line, starting with the first digits of its id. */
export function lineOf(device: StoredDevice): string {
  const { deviceId, name, deviceLabel, email, organizationId, serverUrl, kind } = device;
  const who = `${userAtDevice(name, deviceLabel)} <${printable(email)}>`;
  return `${deviceId.hex.slice(0, 8)}  ${who} in ${printable(organizationId)} at ${printable(serverUrl)} (${kind})`;
}

function factsOf(device: StoredDevice): object {
  const { path, kind, serverUrl, organizationId, userId, deviceId, email, name, deviceLabel } = device;
  return {
    file: path,
    protection: kind,
    organization: organizationId,
    server: serverUrl,
    user: { id: userId.hex, email, name },
    device: { id: deviceId.hex, label: deviceLabel },
    created_on: String(device.createdOn),
    protected_on: String(device.protectedOn),
  };
}

const claimOf = (claim: StoredClaim): object => ({
  file: claim.path,
  organization: claim.organization_id,
  server: claim.server_url,
  invitation: claim.invitation_type,
  email: claim.email,
  device: { label: claim.device_label },
  created_on: String(claim.created_on),
});

/** A person on a device, in the form `Alice@laptop`. */
export const userAtDevice = (name: string, deviceLabel: string): string =>
  `${printable(name)}@${printable(deviceLabel)}`;
