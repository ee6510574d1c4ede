import type { RequirementId } from '@parsec-spec/spec/requirements';
import { nodeCrypto } from '@parsec-spec/spec/crypto';
import { DateTime, type DecodedObject, Uuid } from '@parsec-spec/spec/codec';
import type { Reply } from '../core/call.ts';
import type { Distortion } from '../core/distortion.ts';
import { type Asked, bendCommands } from './asked.ts';
import { hexOf, tokenIn, tokenOf } from './invitation-memory.ts';
import { replyMap, retoldReply } from './look.ts';

type Item = DecodedObject;
const itemsIn = (reply: Reply): readonly Item[] => (replyMap(reply)?.invitations ?? []) as readonly Item[];

/** Bends the list; `make` gives each server its own memory. */
const list = (
  requirement: RequirementId,
  how: string,
  make: () => (items: readonly Item[], asked: Asked) => readonly Item[],
): Distortion =>
  bendCommands(requirement, how, ['invite_list'], () => {
    const change = make();
    return async (asked) => {
      const reply = await asked.answer();
      return retoldReply(reply, (fields) =>
        fields.invitations === undefined ? fields : { ...fields, invitations: change(itemsIn(reply), asked) },
      );
    };
  });

/** Bends what is told of an invitation of a type. */
const info = (
  requirement: RequirementId,
  how: string,
  type: 'USER' | 'DEVICE',
  make: () => (fields: DecodedObject, asked: Asked) => object,
): Distortion =>
  bendCommands(requirement, how, ['invite_info'], () => {
    const change = make();
    return async (asked) =>
      retoldReply(await asked.answer(), (fields) => (fields.type === type ? change(fields, asked) : fields));
  });

type Administrator = { user_id: Uuid } & Record<string, unknown>;
const administratorsIn = ({ administrators }: DecodedObject): readonly Administrator[] =>
  (administrators ?? []) as unknown as readonly Administrator[];
const someId = (): Uuid => Uuid.of(nodeCrypto.randomBytes(16));

/** Breaks the rules about what is told of invitations. */
export const invitationViewDistortions: readonly Distortion[] = [
  bendCommands('invite_list/admins-see-all', 'own-ones', ['invite_new_user', 'invite_list'], () => {
    const creators = new Map<string, string>();
    return async (asked) => {
      const reply = await asked.answer();
      const token = tokenIn(reply);
      if (asked.command === 'invite_new_user') {
        if (token !== undefined && !creators.has(hexOf(token))) creators.set(hexOf(token), asked.device);
        return reply;
      }
      return retoldReply(reply, (fields) => ({
        ...fields,
        invitations: itemsIn(reply).filter((item) =>
          [undefined, asked.device].includes(creators.get(hexOf(item.token))),
        ),
      }));
    };
  }),
  list('invite_list/others-see-none', 'who-was-once', () => {
    const seen = new Map<string, readonly Item[]>();
    return (items, { device }) => {
      const ofUsers = items.filter(({ type }) => type === 'USER');
      if (ofUsers.length > 0) seen.set(device, ofUsers);
      return ofUsers.length > 0 ? items : [...(seen.get(device) ?? []), ...items];
    };
  }),
  list('invite_list/others-see-none', 'everybody', () => {
    const seen = new Map<string, readonly Item[]>();
    return (items, { organization }) => {
      const ofUsers = items.filter(({ type }) => type === 'USER');
      if (ofUsers.length > 0) seen.set(organization, ofUsers);
      return ofUsers.length > 0 ? items : [...(seen.get(organization) ?? []), ...items];
    };
  }),
  list(
    'invite_list/item-fields',
    'a-day-off',
    () => (items) =>
      items.map((item) => ({
        ...item,
        created_on: DateTime.is(item.created_on) ? item.created_on.plus(86_400_000_000n) : null,
      })) as unknown as readonly Item[],
  ),
  list(
    'invite_list/item-fields',
    'another-creator',
    () => (items) =>
      items.map((item) => ({
        ...item,
        created_by: { ...(item.created_by as DecodedObject), user_id: someId() },
      })) as unknown as readonly Item[],
  ),
  list(
    'invite_list/item-fields',
    'another-address',
    () => (items) =>
      items.map((item) =>
        item.type === 'USER' ? { ...item, claimer_email: 'other@example.com' } : item,
      ) as unknown as readonly Item[],
  ),
  list(
    'invite_list/ended-stay-listed',
    'pending-only',
    () => (items) => items.filter(({ status }) => status === 'PENDING'),
  ),
  list(
    'invite_list/ended-stay-listed',
    'one-end',
    () => (items) =>
      items.map((item) =>
        item.status === 'PENDING' ? item : { ...item, status: 'CANCELLED' },
      ) as unknown as readonly Item[],
  ),
  list('invite_list/ordered-by-creation', 'backwards', () => (items) => items.toReversed()),
  list('invite_list/own-devices-only', 'to-everybody', () => {
    const seen = new Map<string, Item[]>();
    return (items, { organization }) => {
      const known = seen.get(organization) ?? [];
      const fresh = items.filter(
        ({ type, token }) => type === 'DEVICE' && !known.some((item) => hexOf(item.token) === hexOf(token)),
      );
      seen.set(organization, [...known, ...fresh]);
      return [...items.filter(({ type }) => type !== 'DEVICE'), ...known, ...fresh];
    };
  }),
  info('invite_info/user-invitation', 'another-address', 'USER', () => (fields) => ({
    ...fields,
    claimer_email: 'other@example.com',
  })),
  info('invite_info/user-invitation', 'another-creator', 'USER', () => (fields) => ({
    ...fields,
    created_by: { ...(fields.created_by as DecodedObject), user_id: someId() },
  })),
  info('invite_info/user-invitation', 'nobody-greets', 'USER', () => (fields) => ({
    ...fields,
    administrators: [],
  })),
  info('invite_info/administrator-fields', 'no-status', 'USER', () => (fields) => ({
    ...fields,
    administrators: administratorsIn(fields).map(({ online_status: _, ...administrator }) => administrator),
  })),
  info('invite_info/administrators-are-present', 'once-is-for-good', 'USER', () => {
    const known = new Map<string, Map<string, Administrator>>();
    return (fields, { organization }) => {
      const all = known.get(organization) ?? new Map<string, Administrator>();
      for (const one of administratorsIn(fields)) all.set(one.user_id.hex, one);
      known.set(organization, all);
      return { ...fields, administrators: [...all.values()] };
    };
  }),
  info('invite_info/creator-named-anyway', 'nameless', 'USER', () => (fields) => {
    const { user_id } = fields.created_by as unknown as { user_id: Uuid };
    const isThere = administratorsIn(fields).some((one) => one.user_id.equals(user_id));
    return isThere ? fields : { ...fields, created_by: { type: 'EXTERNAL_SERVICE', service_label: 'gone' } };
  }),
  info('invite_info/last-joined', 'never', 'USER', () => (fields) => ({
    ...fields,
    administrators: administratorsIn(fields).map((one) => ({
      ...one,
      last_greeting_attempt_joined_on: null,
    })),
  })),
  info('invite_info/last-joined', 'the-first-time', 'USER', () => {
    const first = new Map<string, unknown>();
    return (fields, asked) => ({
      ...fields,
      administrators: administratorsIn(fields).map((one) => {
        const key = `${tokenOf(asked)} ${one.user_id.hex}`;
        const known = first.get(key) ?? one.last_greeting_attempt_joined_on;
        first.set(key, known);
        return { ...one, last_greeting_attempt_joined_on: known };
      }),
    });
  }),
  info('invite_info/device-invitation', 'another-claimer', 'DEVICE', () => (fields) => ({
    ...fields,
    claimer_user_id: someId(),
  })),
  info('invite_info/device-invitation', 'with-administrators', 'DEVICE', () => (fields) => ({
    ...fields,
    administrators: [],
  })),
];
