import type { Session } from '@parsec-spec/reference-client/journeys';
import { CliError, exitCode } from '../main/cli-error.ts';
import type { Asker } from './asker.ts';
import type { Context } from './context.ts';
import { deviceList } from './device-list.ts';
import { inviteList, inviteOwnDevice, inviteUserByMail } from './invitations.ts';
import { inviteGreet } from './invite-greet.ts';
import { login } from './login.ts';
import { userList } from './user-list.ts';
import { watch } from './watch.ts';

const choices = [
  { name: 'Log in: verify the organization', value: 'login' },
  { name: 'Invite a person by e-mail', value: 'invite' },
  { name: 'Greet an invited person or device', value: 'greet' },
  { name: 'List the users and their devices', value: 'users' },
  { name: 'List the open invitations', value: 'invitations' },
  { name: 'Watch changes, until Ctrl-C', value: 'watch' },
  { name: 'Add another device of yours', value: 'add-device' },
  { name: 'List the devices stored on this machine', value: 'devices' },
  { name: 'Create or join another organization', value: 'begin' },
  { name: 'Quit', value: 'quit' },
] as const;

/**
 * Offers the commands of a stored device until the user quits. The password is asked for once.
 *
 * @param begin creates or joins another organization
 */
export async function menu(context: Context, asker: Asker, begin: () => Promise<void>): Promise<void> {
  let session: Session | undefined;
  const opened = async (): Promise<Context> => {
    session ??= await login(context, {});
    return { ...context, session };
  };
  const actions: Record<(typeof choices)[number]['value'], () => Promise<unknown>> = {
    login: async () => {
      session = await login(context, {});
    },
    invite: async () => {
      const inside = await opened();
      const token = await inviteUserByMail(inside, undefined, {});
      if (await asker.confirm('Greet now, while you talk to the invited person?', false))
        await inviteGreet(inside, token, {});
    },
    greet: async () => inviteGreet(await opened(), undefined, {}),
    users: async () => userList(await opened(), {}),
    invitations: async () => inviteList(await opened(), {}),
    watch: async () => watch(await opened(), {}),
    'add-device': async () => {
      const inside = await opened();
      const token = await inviteOwnDevice(inside, {});
      if (await asker.confirm('Greet the other device now?', true)) await inviteGreet(inside, token, {});
    },
    devices: () => deviceList(context),
    begin,
    quit: async () => undefined,
  };
  for (;;) {
    const chosen = await asker.choose('What now?', choices);
    const isDone = await attempted(context, actions[chosen]);
    // Ctrl-C ends a watch, and with it the client.
    if (isDone && (chosen === 'quit' || chosen === 'watch')) return;
    context.cancellation.settle({
      message: 'Cancelled. Only what is reported above was done.',
      hint: '',
    });
  }
}

/** Runs an action. If it fails the error is shown, and the menu goes on. */
async function attempted({ say }: Context, action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    if (!(error instanceof CliError) || error.exit === exitCode.interrupted) throw error;
    say(`${error.message}\n  ${error.hint}`);
    return false;
  }
}
