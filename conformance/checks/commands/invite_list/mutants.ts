import type { Mutant, Reply } from '@parsec-spec/reference-server/core';
import { DateTime, type DecodedObject } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields, replyMap } from '../../../self-test/kit/calls.ts';
import { type CommandCall, changeCommands } from '../../../self-test/kit/commands.ts';
import { lowerCase } from '../../../self-test/kit/enrolment.ts';
import { hexOf, randomUuid, tokenIn } from '../../../self-test/kit/invitations.ts';

type Item = DecodedObject;

const itemsIn = (reply: Reply): readonly Item[] => (replyMap(reply)?.invitations ?? []) as readonly Item[];

/** Changes the list. `make` is called once for each server. */
const changeList = (
  requirement: RequirementId,
  how: string,
  make: () => (items: readonly Item[], commandCall: CommandCall) => readonly Item[],
): Mutant =>
  changeCommands(requirement, how, ['invite_list'], () => {
    const change = make();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      return changeReplyFields(reply, (fields) =>
        fields.invitations === undefined
          ? fields
          : { ...fields, invitations: change(itemsIn(reply), commandCall) },
      );
    };
  });

/** Mutants of the requirements of `invite_list`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeCommands('invite_list/admins-see-all', 'own-ones', ['invite_new_user', 'invite_list'], () => {
    const creators = new Map<string, string>();
    return async (commandCall) => {
      const reply = await commandCall.answer();
      const token = tokenIn(reply);
      if (commandCall.command === 'invite_new_user') {
        if (token !== undefined && !creators.has(hexOf(token)))
          creators.set(hexOf(token), commandCall.device);
        return reply;
      }
      return changeReplyFields(reply, (fields) => ({
        ...fields,
        invitations: itemsIn(reply).filter((item) =>
          [undefined, commandCall.device].includes(creators.get(hexOf(item.token))),
        ),
      }));
    };
  }),
  changeList('invite_list/others-see-none', 'who-was-once', () => {
    const lists = new Map<string, readonly Item[]>();
    return (items, { device }) => {
      const ofUsers = items.filter(({ type }) => type === 'USER');
      if (ofUsers.length > 0) lists.set(device, ofUsers);
      return ofUsers.length > 0 ? items : [...(lists.get(device) ?? []), ...items];
    };
  }),
  changeList('invite_list/others-see-none', 'everybody', () => {
    const lists = new Map<string, readonly Item[]>();
    return (items, { organization }) => {
      const ofUsers = items.filter(({ type }) => type === 'USER');
      if (ofUsers.length > 0) lists.set(organization, ofUsers);
      return ofUsers.length > 0 ? items : [...(lists.get(organization) ?? []), ...items];
    };
  }),
  changeList(
    'invite_list/item-fields',
    'a-day-off',
    () => (items) =>
      items.map((item) => ({
        ...item,
        created_on: DateTime.is(item.created_on) ? item.created_on.plus(86_400_000_000n) : null,
      })) as unknown as readonly Item[],
  ),
  changeList(
    'invite_list/item-fields',
    'another-creator',
    () => (items) =>
      items.map((item) => ({
        ...item,
        created_by: { ...(item.created_by as DecodedObject), user_id: randomUuid() },
      })) as unknown as readonly Item[],
  ),
  changeList(
    'invite_list/item-fields',
    'another-address',
    () => (items) =>
      items.map((item) =>
        item.type === 'USER' ? { ...item, claimer_email: 'other@example.com' } : item,
      ) as unknown as readonly Item[],
  ),
  changeCommands(
    'invite_list/item-fields',
    'addresses-in-lower-case',
    ['invite_list'],
    () =>
      async ({ answer }) =>
        changeReplyFields(await answer(), (fields) => ({
          ...fields,
          invitations: [fields.invitations]
            .flat()
            .map((item) =>
              Object(item).type === 'USER'
                ? { ...Object(item), claimer_email: lowerCase(Object(item).claimer_email) }
                : item,
            ),
        })),
  ),
  changeList(
    'invite_list/ended-stay-listed',
    'pending-only',
    () => (items) => items.filter(({ status }) => status === 'PENDING'),
  ),
  changeList(
    'invite_list/ended-stay-listed',
    'one-end',
    () => (items) =>
      items.map((item) =>
        item.status === 'PENDING' ? item : { ...item, status: 'CANCELLED' },
      ) as unknown as readonly Item[],
  ),
  changeList('invite_list/ordered-by-creation', 'backwards', () => (items) => items.toReversed()),
  changeList('invite_list/own-devices-only', 'to-everybody', () => {
    const lists = new Map<string, Item[]>();
    return (items, { organization }) => {
      const earlier = lists.get(organization) ?? [];
      const fresh = items.filter(
        ({ type, token }) => type === 'DEVICE' && !earlier.some((item) => hexOf(item.token) === hexOf(token)),
      );
      lists.set(organization, [...earlier, ...fresh]);
      return [...items.filter(({ type }) => type !== 'DEVICE'), ...earlier, ...fresh];
    };
  }),
];
