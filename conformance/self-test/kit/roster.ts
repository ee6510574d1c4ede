import type { Call, Mutant, Reply } from '@parsec-spec/reference-server/core';
import type { Uuid } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { jsonIn, operationIn, routeOf } from './calls.ts';
import { type CommandCall, certificateIn, isOk, readCommand } from './commands.ts';
import { hexOf, tokenIn, tokenOf } from './invitations.ts';
import { mutant, readCallBody, withBody } from './mutant.ts';

/** A user and the changes of that user. */
export interface RosterUser {
  readonly id: Uuid;
  /** The segment of the path of the organization. */
  readonly organization: string;
  readonly handle: readonly [string, string];
  readonly isAdmin: boolean;
  readonly isRevoked: boolean;
  /**
   * Profile at enrolment, later ones, `freeze`, `unfreeze` and `revoke`, in their order: `ADMIN
   * OUTSIDER revoke`.
   */
  readonly history: string;
  /**
   * Sequence number of the call with the last change. Invitations have one from the same sequence.
   */
  readonly changed: number;
}

/** An invitation with its creator and the greeters of its greetings. */
export interface RosterInvitation {
  readonly token: Uint8Array;
  readonly creator: string;
  readonly device: string;
  readonly email: string;
  readonly opened: number;
  readonly greeters: Set<string>;
  /** Whether a mail was requested. */
  readonly isMailed: boolean;
}

/**
 * The users and invitations that a mutant learns from accepted calls. Ids are unique across
 * organizations.
 */
export class Roster {
  readonly users = new Map<string, RosterUser>();
  readonly invitations = new Map<string, RosterInvitation>();
  readonly #owners = new Map<string, string>();
  #count = 0;

  /** The user of a device. */
  userOf(device: string): RosterUser | undefined {
    return this.users.get(this.#owners.get(device) ?? '');
  }

  /** The user who created an invitation. */
  creatorOf(token: unknown): RosterUser | undefined {
    return this.users.get(this.invitations.get(hexOf(token))?.creator ?? '');
  }

  /** Records what an accepted call changed. */
  record(call: Call, commandCall: CommandCall | undefined, reply: Reply): void {
    this.#count += 1;
    if (operationIn(call) === 'users/freeze' && reply.status === 200) {
      const { user_id, frozen } = jsonIn(String(reply.body)) ?? {};
      this.#change(String(user_id), frozen === true ? 'freeze' : 'unfreeze');
    } else if (commandCall !== undefined && isOk(reply)) this.#noteCommand(commandCall, reply);
  }

  #noteCommand(commandCall: CommandCall, reply: Reply): void {
    const { organization } = commandCall;
    for (const bytes of Object.values(commandCall.request)) {
      const certificate = certificateIn(bytes);
      if (certificate?.type === 'user_certificate' && certificate.human_handle) {
        const { user_id: id, human_handle, profile } = certificate;
        const handle = [human_handle[0], human_handle[1]] as const;
        const isAdmin = profile === 'ADMIN';
        this.users.set(id.hex, {
          id,
          organization,
          handle,
          isAdmin,
          isRevoked: false,
          history: profile,
          changed: this.#count,
        });
      } else if (certificate?.type === 'device_certificate')
        this.#owners.set(certificate.device_id.hex, certificate.user_id.hex);
      else if (certificate?.type === 'user_update_certificate')
        this.#change(certificate.user_id.hex, certificate.new_profile);
      else if (certificate?.type === 'revoked_user_certificate')
        this.#change(certificate.user_id.hex, 'revoke');
    }
    const token = tokenIn(reply);
    if (token !== undefined) this.#noteInvitation(commandCall, token);
    const greeter = commandCall.request.greeter ?? this.userOf(commandCall.device)?.id;
    if (commandCall.command.endsWith('start_greeting_attempt'))
      this.invitations.get(tokenOf(commandCall))?.greeters.add(hexOf(greeter));
  }

  #noteInvitation({ request, device }: CommandCall, token: Uint8Array): void {
    const invitation = this.invitations.get(hexOf(token));
    const isMailed = invitation?.isMailed === true || request.send_email === true;
    this.invitations.set(hexOf(token), {
      token,
      creator: this.userOf(device)?.id.hex ?? '',
      device,
      email: String(request.claimer_email ?? ''),
      opened: this.#count,
      greeters: new Set(),
      ...invitation,
      isMailed,
    });
  }

  #change(id: string, step: string): void {
    const user = this.users.get(id.replaceAll('-', ''));
    if (user === undefined) return;
    const isAdmin = ['ADMIN', 'STANDARD', 'OUTSIDER'].includes(step) ? step === 'ADMIN' : user.isAdmin;
    const isRevoked = user.isRevoked || step === 'revoke';
    const history = `${user.history} ${step}`;
    this.users.set(user.id.hex, { ...user, isAdmin, isRevoked, history, changed: this.#count });
  }
}

/** The changes of a mutant to a command and its reply, based on the history that it remembers. */
export interface RosterChanges {
  /** Called before the reference server gets the command. Returns a reply in its place, or none. */
  readonly before?: (commandCall: CommandCall, roster: Roster) => Promise<Reply | undefined>;
  readonly after?: (commandCall: CommandCall, roster: Roster, reply: Reply) => Reply | Promise<Reply>;
}

/** Makes a mutant that depends on the history of users. */
export const changeByRoster = (
  requirement: RequirementId,
  how: string,
  { before, after }: RosterChanges,
): Mutant =>
  mutant(requirement, how, (handle) => {
    const roster = new Roster();
    return async (call) => {
      if (routeOf(call) === 'events') return handle(call);
      const bufferedCall = await readCallBody(call);
      const { commandCall } = await readCommand(bufferedCall, handle);
      const instead = commandCall && (await before?.(commandCall, roster));
      if (instead !== undefined) return instead;
      const reply = await handle(withBody(bufferedCall, bufferedCall.bytes));
      const changed =
        commandCall === undefined || after === undefined ? reply : await after(commandCall, roster, reply);
      roster.record(call, commandCall, reply);
      return changed;
    };
  });
