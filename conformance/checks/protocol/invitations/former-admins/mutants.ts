import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import { type DecodedObject, Uuid } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields, commandReply, refusal, replyMap } from '../../../../self-test/kit/calls.ts';
import { isOk } from '../../../../self-test/kit/commands.ts';
import { hexOf, tokenIn, tokenOf } from '../../../../self-test/kit/invitations.ts';
import {
  changeByRoster,
  type Roster,
  type RosterInvitation,
  type RosterUser,
} from '../../../../self-test/kit/roster.ts';

// These mutants break the rules about invitations of former ADMINs, and about those that a new ADMIN sees.

/** Selects users by their history. */
type UserFilter = (user: RosterUser) => boolean;

const isChanged: UserFilter = ({ history }) => history.startsWith('ADMIN ');
/** Selects an ADMIN with exactly this history. */
const hasHistory =
  (steps: string): UserFilter =>
  ({ history }) =>
    history === `ADMIN ${steps}`;

const items = (fields: DecodedObject): readonly DecodedObject[] =>
  (fields.invitations ?? []) as unknown as readonly DecodedObject[];
const changeItems = (reply: Reply, change: (all: readonly DecodedObject[]) => readonly object[]): Reply =>
  changeReplyFields(reply, (fields) =>
    fields.invitations === undefined ? fields : { ...fields, invitations: change(items(fields)) },
  );
const creatorIn = (roster: Roster, { created_by }: DecodedObject): RosterUser | undefined =>
  roster.users.get(hexOf(Object(created_by).user_id));
const noCreator = (fields: DecodedObject) => ({
  ...fields,
  created_by: { type: 'EXTERNAL_SERVICE', service_label: 'gone' },
});
const isUserInvitation = ({ type }: DecodedObject): boolean => type === 'USER';

/** Omits user invitations of some creators. */
const omitsFromList = (how: string, who: UserFilter): Mutant =>
  changeByRoster('invite_list/admins-see-all', how, {
    after: (commandCall, roster, reply) =>
      commandCall.command !== 'invite_list'
        ? reply
        : changeItems(reply, (all) =>
            all.filter((item) => {
              const creator = creatorIn(roster, item);
              return !isUserInvitation(item) || creator === undefined || !who(creator);
            }),
          ),
  });

/** Omits some creators from items. */
const omitsCreatorInList = (how: string, who: UserFilter): Mutant =>
  changeByRoster('invite_list/item-fields', how, {
    after: (commandCall, roster, reply) =>
      commandCall.command !== 'invite_list'
        ? reply
        : changeItems(reply, (all) =>
            all.map((item) => {
              const creator = creatorIn(roster, item);
              return creator !== undefined && who(creator) ? noCreator(item) : item;
            }),
          ),
  });

/** Alters `invite_info` for user invitations of some creators. */
const changeInfo = (
  requirement: RequirementId,
  how: string,
  who: UserFilter,
  changes: (reply: Reply) => Reply,
): Mutant =>
  changeByRoster(requirement, how, {
    after: (commandCall, roster, reply) => {
      const info = commandCall.command === 'invite_info' ? replyMap(reply) : undefined;
      const creator = info && isUserInvitation(info) ? creatorIn(roster, info) : undefined;
      return creator !== undefined && who(creator) ? changes(reply) : reply;
    },
  });
const refusesInfo = (how: string, who: UserFilter) =>
  changeInfo('invite_info/user-invitation', how, who, () => refusal(410));
const omitsCreatorInInfo = (how: string, who: UserFilter) =>
  changeInfo('invite_info/creator-named-anyway', how, who, (reply) => changeReplyFields(reply, noCreator));

/** Refuses to end a user invitation of some creators. */
const refusesEnding = (
  requirement:
    | 'invite_cancel/any-admin'
    | 'invite_complete/any-admin'
    | 'invite_complete/by-the-enrolled-claimer',
  how: string,
  who: UserFilter,
): Mutant =>
  changeByRoster(requirement, how, {
    before: async (commandCall, roster) => {
      if (commandCall.command !== requirement.split('/')[0]) return undefined;
      const invitation = roster.invitations.get(tokenOf(commandCall));
      const creator = roster.creatorOf(commandCall.request.token);
      if (!invitation?.email || creator === undefined || !who(creator)) return undefined;
      const isByAdmin = roster.userOf(commandCall.device)?.isAdmin === true;
      return isByAdmin === requirement.endsWith('any-admin')
        ? commandReply({ status: 'invitation_not_found' })
        : undefined;
    },
  });

/** Creates a new invitation instead of reusing the pending one of some creators. */
const createsAgain = (how: string, who: UserFilter): Mutant =>
  changeByRoster('invite_new_user/pending-is-reused', how, {
    before: async (commandCall, roster) => {
      if (commandCall.command !== 'invite_new_user') return undefined;
      for (const { email, creator, token } of roster.invitations.values()) {
        const user = roster.users.get(creator);
        if (email === commandCall.request.claimer_email && user !== undefined && who(user))
          await commandCall.answer({ cmd: 'invite_cancel', token });
      }
      return undefined;
    },
  });

/**
 * Breaks each rule on the invitations of a changed ADMIN, after any change and after single
 * histories.
 */
const creatorMutants: readonly Mutant[] = (
  [
    [omitsFromList, ['revoke', 'freeze revoke', 'OUTSIDER', 'OUTSIDER ADMIN', 'freeze OUTSIDER unfreeze']],
    [omitsCreatorInList, ['revoke', 'STANDARD OUTSIDER', 'freeze revoke']],
    [refusesInfo, ['revoke', 'OUTSIDER revoke', 'STANDARD freeze']],
    [omitsCreatorInInfo, ['revoke', 'freeze', 'freeze revoke']],
    [refusesCancel, ['revoke', 'STANDARD', 'freeze unfreeze']],
    [refusesComplete, ['revoke', 'OUTSIDER revoke']],
    [refusesClaimer, ['revoke', 'freeze']],
    [createsAgain, ['revoke', 'OUTSIDER']],
  ] as const
).flatMap(([make, histories]) => [
  make('creator-changed', isChanged),
  ...histories.map((steps) => make(`creator-${steps.toLowerCase().replaceAll(' ', '-')}`, hasHistory(steps))),
]);

function refusesCancel(how: string, who: UserFilter): Mutant {
  return refusesEnding('invite_cancel/any-admin', how, who);
}
function refusesComplete(how: string, who: UserFilter): Mutant {
  return refusesEnding('invite_complete/any-admin', how, who);
}
function refusesClaimer(how: string, who: UserFilter): Mutant {
  return refusesEnding('invite_complete/by-the-enrolled-claimer', how, who);
}

/** Hides user invitations from a promoted ADMIN. */
const hidesFrom = (
  how: string,
  who: UserFilter,
  hides: (invitation: RosterInvitation, reader: RosterUser, item: DecodedObject) => boolean,
): Mutant =>
  changeByRoster('invite_list/admins-see-all', how, {
    after: (commandCall, roster, reply) => {
      const reader = roster.userOf(commandCall.device);
      if (commandCall.command !== 'invite_list' || reader === undefined || !reader.isAdmin || !who(reader))
        return reply;
      return changeItems(reply, (all) =>
        all.filter((item) => {
          const invitation = roster.invitations.get(hexOf(item.token));
          return !isUserInvitation(item) || invitation === undefined || !hides(invitation, reader, item);
        }),
      );
    },
  });
const isPromoted: UserFilter = ({ history }) => / ADMIN$/.test(history);
const isOlder = ({ opened }: RosterInvitation, { changed }: RosterUser): boolean => opened < changed;

const promotionMutants: readonly Mutant[] = [
  hidesFrom('promoted-sees-later-ones', isPromoted, isOlder),
  hidesFrom('promoted-outsider-sees-later-ones', ({ history }) => history === 'OUTSIDER ADMIN', isOlder),
  hidesFrom(
    'promoted-again-sees-own-ones',
    hasHistory('OUTSIDER ADMIN'),
    ({ creator }, { id }) => creator !== id.hex,
  ),
  hidesFrom('promoted-sees-pending-ones', isPromoted, (_, __, { status }) => status !== 'PENDING'),
  hidesFrom('promoted-while-frozen', ({ history }) => /freeze ADMIN/.test(history), isOlder),
  hidesFrom(
    'enrolled-admin-sees-later-ones',
    ({ history }) => history === 'ADMIN',
    ({ opened }, { changed }) => opened < changed,
  ),
];

/** Keeps former administrators in `invite_info` if they started a greeting. */
const keepsListed = (
  how: string,
  who: UserFilter,
  which: (invitation: RosterInvitation, user: RosterUser) => boolean,
) =>
  changeByRoster('invite_info/administrators-are-present', how, {
    after: (commandCall, roster, reply) => {
      const invitation = roster.invitations.get(tokenOf(commandCall));
      if (commandCall.command !== 'invite_info' || invitation === undefined || !isOk(reply)) return reply;
      const greeters = [...invitation.greeters].flatMap((id) => {
        const user = roster.users.get(id);
        return user !== undefined && who(user) && which(invitation, user) ? [user] : [];
      });
      return changeReplyFields(reply, (fields) => {
        const listed = (fields.administrators ?? []) as unknown as readonly { user_id: unknown }[];
        const more = greeters.filter(
          ({ id }) => !listed.some(({ user_id }) => Uuid.is(user_id) && id.equals(user_id)),
        );
        const administrators = more.map(({ id, handle }) => ({
          user_id: id,
          human_handle: handle,
          online_status: 'UNKNOWN',
          last_greeting_attempt_joined_on: null,
        }));
        return fields.type === 'USER'
          ? { ...fields, administrators: [...listed, ...administrators] }
          : fields;
      });
    },
  });
const anyInvitation = (): boolean => true;

/** Omits administrators from `invite_info` if they have started a greeting. */
const leavesOut = (how: string, who: UserFilter) =>
  changeByRoster('invite_info/administrators-are-present', how, {
    after: (commandCall, roster, reply) => {
      const greeters = roster.invitations.get(tokenOf(commandCall))?.greeters;
      if (commandCall.command !== 'invite_info' || greeters === undefined) return reply;
      return changeReplyFields(reply, (fields) => {
        const listed = (fields.administrators ?? []) as unknown as readonly { user_id: unknown }[];
        const isOmitted = (id: string): boolean => {
          const user = roster.users.get(id);
          return greeters.has(id) && user !== undefined && who(user);
        };
        const administrators = listed.filter(({ user_id }) => !isOmitted(hexOf(user_id)));
        return fields.type === 'USER' ? { ...fields, administrators } : fields;
      });
    },
  });

const greeterMutants: readonly Mutant[] = [
  keepsListed('who-greeted-stays', isChanged, anyInvitation),
  keepsListed(
    'who-greeted-stays-if-demoted',
    ({ isRevoked, isAdmin }) => !isRevoked && !isAdmin,
    anyInvitation,
  ),
  keepsListed('who-greeted-stays-as-outsider', hasHistory('OUTSIDER'), anyInvitation),
  keepsListed('who-greeted-stays-if-revoked', hasHistory('revoke'), anyInvitation),
  keepsListed('who-greeted-stays-if-frozen-and-revoked', hasHistory('freeze revoke'), anyInvitation),
  keepsListed('creator-who-greeted-stays', isChanged, ({ creator }, { id }) => creator === id.hex),
  keepsListed('another-who-greeted-stays', isChanged, ({ creator }, { id }) => creator !== id.hex),
  leavesOut('promoted-again-stays-away', hasHistory('OUTSIDER ADMIN')),
  leavesOut('frozen-greeter-left-out', hasHistory('freeze')),
];

/** Sends an unrequested mail for a repeated invitation, if the condition holds. */
const sendsMail = (
  requirement: 'invite_new_user/no-mail-unasked' | 'invite_new_device/no-mail-unasked',
  how: string,
  when: (pending: RosterInvitation, device: string, roster: Roster) => boolean,
): Mutant =>
  changeByRoster(requirement, how, {
    after: async (commandCall, roster, reply) => {
      const pending = roster.invitations.get(hexOf(tokenIn(reply)));
      const isMeant =
        commandCall.command === requirement.split('/')[0] && commandCall.request.send_email === false;
      if (isMeant && pending !== undefined && when(pending, commandCall.device, roster))
        await commandCall.answer({ ...commandCall.request, send_email: true });
      return reply;
    },
  });

const isChangedCreator = ({ creator }: RosterInvitation, _: string, { users }: Roster): boolean => {
  const user = users.get(creator);
  return user !== undefined && isChanged(user);
};
const profileOf =
  (profile: string) =>
  (_: RosterInvitation, device: string, roster: Roster): boolean =>
    roster.userOf(device)?.history === profile;

const mailMutants: readonly Mutant[] = [
  ...(['invite_new_user/no-mail-unasked', 'invite_new_device/no-mail-unasked'] as const).flatMap(
    (requirement) => [
      sendsMail(requirement, 'repeated', () => true),
      sendsMail(requirement, 'repeated-once-mailed', ({ isMailed }) => isMailed),
      sendsMail(requirement, 'repeated-never-mailed', ({ isMailed }) => !isMailed),
      sendsMail(requirement, 'repeated-by-another-device', ({ device }, other) => device !== other),
    ],
  ),
  sendsMail('invite_new_user/no-mail-unasked', 'repeated-creator-changed', isChangedCreator),
  sendsMail('invite_new_device/no-mail-unasked', 'repeated-by-an-outsider', profileOf('OUTSIDER')),
  sendsMail('invite_new_device/no-mail-unasked', 'repeated-by-an-admin', profileOf('ADMIN')),
  sendsMail('invite_new_device/no-mail-unasked', 'repeated-after-a-change', (_, device, roster) =>
    Boolean(roster.userOf(device)?.history.includes(' ')),
  ),
  ...(['invite_new_user/no-mail-unasked', 'invite_new_device/no-mail-unasked'] as const).map((requirement) =>
    changeByRoster(requirement, 'tells-a-failure-again', {
      after: (commandCall, roster, reply) =>
        commandCall.command === requirement.split('/')[0] &&
        commandCall.request.send_email === false &&
        roster.invitations.get(hexOf(tokenIn(reply)))?.isMailed === true
          ? changeReplyFields(reply, (fields) => ({ ...fields, email_sent: 'RECIPIENT_REFUSED' }))
          : reply,
    }),
  ),
];

export const mutants: readonly Mutant[] = [
  ...creatorMutants,
  ...promotionMutants,
  ...greeterMutants,
  ...mailMutants,
];
