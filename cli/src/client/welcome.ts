import { listDevices, listPending } from '@parsec-spec/reference-client/device-files';
import { tokenProblem } from './administration.ts';
import type { Context } from './context.ts';
import { deviceList, skippedText } from './device-list.ts';
import { inviteClaim } from './invite-claim.ts';
import { login } from './login.ts';
import { organizationBootstrap } from './organization-bootstrap.ts';
import { organizationCreate } from './organization-create.ts';
import { signUp } from './sign-up.ts';

/**
 * `client` without a subcommand: logs in if a device is stored here, else offers to create an
 * organization. Without a terminal it lists the devices, or prints the command to continue with.
 */
export async function welcome(context: Context): Promise<void> {
  const { devices, skipped } = await listDevices(context.folder);
  const some = devices.length + (await listPending(context.folder)).length > 0;
  if (context.asker === undefined) {
    if (some) return deviceList(context);
    const next = 'parsec-spec client organization create';
    return context.print(
      { folder: context.folder, devices: [], next },
      `No device in ${context.folder}. Create an organization: ${next}`,
    );
  }
  if (some) return login(context, {});
  // A damaged device file must not look like a missing one.
  for (const file of skipped) context.say(skippedText(file));
  const go = await context.asker.choose('No device is stored on this machine. What now?', [
    { name: 'Create an organization', value: 'create' },
    { name: 'Bootstrap an organization: I have a bootstrap link', value: 'bootstrap' },
    { name: 'Join an organization or add this device: I have an invitation link', value: 'claim' },
    { name: 'Sign up at a hosted service and create an organization there', value: 'sign-up' },
    { name: 'Nothing', value: 'nothing' },
  ] as const);
  if (go === 'create') return createByAsking(context);
  if (go === 'bootstrap') return organizationBootstrap(context, undefined, {});
  if (go === 'claim') return inviteClaim(context, undefined, {});
  if (go === 'sign-up') return signUp(context, undefined, {});
}

async function createByAsking(context: Context): Promise<void> {
  const token = await context.asker?.secret(
    'Administration token of the server (empty if the server needs none)',
    (text) => (text === '' ? undefined : tokenProblem(text)),
  );
  await organizationCreate(
    context,
    undefined,
    token === undefined || token === '' ? {} : { administrationToken: token },
  );
}
