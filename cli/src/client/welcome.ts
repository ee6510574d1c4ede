import { listDevices, listPending } from '@parsec-spec/reference-client/device-files';
import type { Asker } from './asker.ts';
import type { Context } from './context.ts';
import { deviceList, skippedText } from './device-list.ts';
import { inviteClaim } from './invite-claim.ts';
import { organizationBootstrap } from './organization-bootstrap.ts';
import { organizationCreate } from './organization-create.ts';
import { signUp } from './sign-up.ts';

/**
 * `client` without a subcommand: the list of devices if one is stored here, else offers to create
 * or join an organization. Without a terminal it prints the command to continue with.
 */
export async function welcome(context: Context): Promise<void> {
  const { devices, skipped } = await listDevices(context.folder);
  const some = devices.length + (await listPending(context.folder)).length > 0;
  if (some) return deviceList(context);
  const { asker } = context;
  if (asker === undefined) {
    const next = 'parsec-spec client organization create';
    return context.print(
      { folder: context.folder, devices: [], next },
      `No device in ${context.folder}. Create an organization: ${next}`,
    );
  }
  // A damaged device file must not look like a missing one.
  for (const file of skipped) context.say(skippedText(file));
  await begin(context, asker);
}

/** Offers the ways to a first device of an organization. */
async function begin(context: Context, asker: Asker): Promise<void> {
  const go = await asker.choose('No device is stored on this machine. What now?', [
    { name: 'Create an organization', value: 'create' },
    { name: 'I have a bootstrap link: become the first user', value: 'bootstrap' },
    { name: 'I have an invitation link: join, or add this device', value: 'claim' },
    { name: 'Sign up at a hosted service and create an organization there', value: 'sign-up' },
    { name: 'Nothing', value: 'nothing' },
  ] as const);
  if (go === 'create') {
    const { PARSEC_SERVER_ADDR: server, PARSEC_ADMINISTRATION_TOKEN: administrationToken } = process.env;
    return organizationCreate(context, undefined, {
      ...(server && { server }),
      ...(administrationToken && { administrationToken }),
    });
  }
  if (go === 'bootstrap') return organizationBootstrap(context, undefined, {});
  if (go === 'claim') return inviteClaim(context, undefined, {});
  if (go === 'sign-up') return signUp(context, undefined, {});
}
