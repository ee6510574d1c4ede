import type { Mutant } from '@parsec-spec/reference-server/core';
import type { DecodedObject, Uuid } from '@parsec-spec/spec/codec';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { changeReplyFields, commandIn, jsonIn, operationIn } from '../../../self-test/kit/calls.ts';
import { type CommandCall, changeCommands } from '../../../self-test/kit/commands.ts';
import { lowerCase } from '../../../self-test/kit/enrolment.ts';
import { randomUuid, tokenOf } from '../../../self-test/kit/invitations.ts';
import { mutant, readCallBody } from '../../../self-test/kit/mutant.ts';

/** Changes the reply of `invite_info` about invitations of one type. */
const changeInfo = (
  requirement: RequirementId,
  how: string,
  type: 'USER' | 'DEVICE',
  make: () => (fields: DecodedObject, commandCall: CommandCall) => object,
): Mutant =>
  changeCommands(requirement, how, ['invite_info'], () => {
    const change = make();
    return async (commandCall) =>
      changeReplyFields(await commandCall.answer(), (fields) =>
        fields.type === type ? change(fields, commandCall) : fields,
      );
  });

type Administrator = { user_id: Uuid } & Record<string, unknown>;

const administratorsIn = ({ administrators }: DecodedObject): readonly Administrator[] =>
  (administrators ?? []) as unknown as readonly Administrator[];

/** Mutants of the requirements of `invite_info`. Each breaks one. */
export const mutants: readonly Mutant[] = [
  changeInfo('invite_info/user-invitation', 'another-address', 'USER', () => (fields) => ({
    ...fields,
    claimer_email: 'other@example.com',
  })),
  changeInfo('invite_info/user-invitation', 'another-creator', 'USER', () => (fields) => ({
    ...fields,
    created_by: { ...(fields.created_by as DecodedObject), user_id: randomUuid() },
  })),
  changeInfo('invite_info/user-invitation', 'nobody-greets', 'USER', () => (fields) => ({
    ...fields,
    administrators: [],
  })),
  changeCommands(
    'invite_info/user-invitation',
    'address-in-lower-case',
    ['invite_info'],
    () =>
      async ({ answer }) =>
        changeReplyFields(await answer(), (fields) =>
          'claimer_email' in fields ? { ...fields, claimer_email: lowerCase(fields.claimer_email) } : fields,
        ),
  ),
  changeInfo('invite_info/administrator-fields', 'no-status', 'USER', () => (fields) => ({
    ...fields,
    administrators: administratorsIn(fields).map(({ online_status: _, ...administrator }) => administrator),
  })),
  changeInfo('invite_info/administrators-are-present', 'once-is-for-good', 'USER', () => {
    const administrators = new Map<string, Map<string, Administrator>>();
    return (fields, { organization }) => {
      const all = administrators.get(organization) ?? new Map<string, Administrator>();
      for (const one of administratorsIn(fields)) all.set(one.user_id.hex, one);
      administrators.set(organization, all);
      return { ...fields, administrators: [...all.values()] };
    };
  }),
  mutant('invite_info/administrators-are-present', 'frozen-ones-left-out', (handle) => {
    const frozen = new Set<string>();
    return async (call) => {
      const bufferedCall = await readCallBody(call);
      const reply = await handle(bufferedCall);
      if (operationIn(call) === 'users/freeze' && reply.status === 200)
        frozen.add(String(jsonIn(bufferedCall.bytes)?.user_id));
      if (commandIn(bufferedCall.bytes) !== 'invite_info') return reply;
      return changeReplyFields(reply, ({ administrators, ...fields }) => ({
        ...fields,
        administrators: Array.isArray(administrators)
          ? administrators.filter((one) => !frozen.has(String(Object(one).user_id)))
          : administrators,
      }));
    };
  }),
  changeInfo('invite_info/creator-named-anyway', 'nameless', 'USER', () => (fields) => {
    const { user_id } = fields.created_by as unknown as { user_id: Uuid };
    const isThere = administratorsIn(fields).some((one) => one.user_id.equals(user_id));
    return isThere ? fields : { ...fields, created_by: { type: 'EXTERNAL_SERVICE', service_label: 'gone' } };
  }),
  changeInfo('invite_info/last-joined', 'never', 'USER', () => (fields) => ({
    ...fields,
    administrators: administratorsIn(fields).map((one) => ({
      ...one,
      last_greeting_attempt_joined_on: null,
    })),
  })),
  changeInfo('invite_info/last-joined', 'the-first-time', 'USER', () => {
    const first = new Map<string, unknown>();
    return (fields, commandCall) => ({
      ...fields,
      administrators: administratorsIn(fields).map((one) => {
        const key = `${tokenOf(commandCall)} ${one.user_id.hex}`;
        const joinedOn = first.get(key) ?? one.last_greeting_attempt_joined_on;
        first.set(key, joinedOn);
        return { ...one, last_greeting_attempt_joined_on: joinedOn };
      }),
    });
  }),
  changeInfo('invite_info/device-invitation', 'another-claimer', 'DEVICE', () => (fields) => ({
    ...fields,
    claimer_user_id: randomUuid(),
  })),
  changeInfo('invite_info/device-invitation', 'with-administrators', 'DEVICE', () => (fields) => ({
    ...fields,
    administrators: [],
  })),
];
