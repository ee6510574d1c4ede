import { halvesOf } from '../../src/greeting/index.ts';
import { freshAddress, type Invitation, inviteUser, statusIn, listed } from '../../src/invitations/index.ts';
import { attemptIn, claimerSide, greeterSide } from '../../src/greeting/index.ts';
import type { Expected, Judge } from '../../src/judge/index.ts';
import { verifies } from '../../src/verifies/index.ts';
import { Ext } from '../../src/wire/index.ts';

type Message = Readonly<Record<string, unknown>>;

/** An honest command about invitations or greetings, by what it is answered when it comes in its turn. */
interface Sample {
  readonly family: 'authenticated' | 'invited';
  readonly message: Message;
  readonly served: Expected;
}

/** A founder with two invitations, the first one being greeted, and every command of both sides, in an order in which all are served. */
async function samples(judge: Judge) {
  const { author } = await judge.bootstrapped();
  const [greeted, other] = [
    await inviteUser(judge, author, freshAddress(judge)),
    await inviteUser(judge, author, freshAddress(judge)),
  ];
  const { userId } = author.person;
  const greeting_attempt = attemptIn(judge, await greeterSide(judge, author, greeted).start());
  attemptIn(judge, await claimerSide(judge, greeted, userId).start());
  const [greeter_step] = halvesOf('greeter', judge.random);
  const [claimer_step] = halvesOf('claimer', judge.random);
  const reason = 'INCONSISTENT_PAYLOAD';
  const inside = (cmd: string, fields: Message, served: Expected = 'ok'): Sample => ({
    family: 'authenticated',
    message: { cmd, ...fields },
    served,
  });
  const outside = (cmd: string, fields: Message, served: Expected = 'ok'): Sample => ({
    family: 'invited',
    message: { cmd, ...fields },
    served,
  });
  const list: readonly Sample[] = [
    inside('invite_new_user', { claimer_email: freshAddress(judge), send_email: false }),
    inside('invite_new_device', { send_email: false }),
    inside('invite_greeter_step', { greeting_attempt, greeter_step }, 'not_ready'),
    outside('invite_claimer_step', { greeting_attempt, claimer_step }),
    inside('invite_greeter_cancel_greeting_attempt', { greeting_attempt, reason }),
    outside(
      'invite_claimer_cancel_greeting_attempt',
      { greeting_attempt, reason },
      'greeting_attempt_already_cancelled',
    ),
    outside('invite_claimer_start_greeting_attempt', { greeter: userId }),
    inside('invite_greeter_start_greeting_attempt', { token: greeted.token }),
    inside('invite_complete', { token: greeted.token }),
    inside('invite_cancel', { token: other.token }),
  ];
  const send = ({ family, message }: Pick<Sample, 'family' | 'message'>, label: string) =>
    family === 'invited'
      ? judge.rpc.invited(greeted.organization, greeted.hex, message, { label })
      : judge.rpc.authenticated(author, message, { label });
  return { author, greeted, other, list, send };
}

/** What may be put in the place of a field, by what is wrong with it; the value is the honest one. */
type Faults = (field: string, value: unknown) => Readonly<Record<string, unknown>>;

/** Every command with every field put otherwise is answered 415; then each honest one is served, as if nothing had been asked before. */
async function refused(judge: Judge, faults: Faults): Promise<void> {
  const { author, greeted, other, list, send } = await samples(judge);
  for (const { family, message } of list) {
    const { cmd, ...fields } = message;
    for (const [field, value] of Object.entries(fields))
      for (const [what, wrong] of Object.entries(faults(field, value))) {
        const label = `${cmd}, ${field}: ${what}`;
        const exchange = await send({ family, message: { ...message, [field]: wrong } }, label);
        judge.expect.answer(exchange, 415, label);
      }
  }
  for (const sample of list)
    judge.expect.answer(await send(sample, 'honest'), sample.served, `${sample.message.cmd}, honest`);
  const items = await listed(judge, author);
  const statuses = [greeted, other].map((invitation: Invitation) => statusIn(judge, items, invitation));
  judge.expect.equal(statuses, ['FINISHED', 'CANCELLED'], 'statuses of the two invitations');
  // The two, the one more, and the device's.
  judge.expect.equal(items.length, 4, 'invitations');
}

verifies('encoding/required-field-present', { case: 'invitations' }, (judge) =>
  refused(judge, () => ({ absent: undefined })),
);

const isBytes = (value: unknown): value is Uint8Array => value instanceof Uint8Array;

verifies('encoding/field-type', { case: 'invitations' }, (judge) =>
  refused(judge, (field, value) => ({
    nil: null,
    'a time': judge.now(),
    ...(typeof value === 'boolean' ? { 'an integer': 1, 'a text': 'true' } : { 'a boolean': true }),
    ...(field.endsWith('_step') ? { 'an empty map': {} } : {}),
  })),
);

// The claimer's hash and both public keys have a length that the protocol knows; nonces and payloads have not.
verifies('encoding/field-length', { case: 'invitations' }, (judge) =>
  refused(judge, (field, value) => {
    if (isBytes(value))
      return {
        'a byte less': value.subarray(1),
        'a byte more': Uint8Array.of(...value, 0),
        'no bytes': new Uint8Array(),
      };
    if (!field.endsWith('_step')) return {};
    const { step, public_key } = value as Message;
    if (!isBytes(public_key)) return {};
    return {
      'a key of 31 bytes': { step, public_key: public_key.subarray(1) },
      'a key of 33 bytes': { step, public_key: Uint8Array.of(...public_key, 0) },
      'no key': { step },
      ...(field === 'claimer_step'
        ? {
            'a hash of 31 bytes': {
              step: 'NUMBER_1_SEND_HASHED_NONCE',
              hashed_nonce: public_key.subarray(1),
            },
            'a hash of 33 bytes': {
              step: 'NUMBER_1_SEND_HASHED_NONCE',
              hashed_nonce: Uint8Array.of(...public_key, 0),
            },
          }
        : {}),
    };
  }),
);

verifies('encoding/field-range', { case: 'invitations' }, (judge) =>
  refused(judge, (field) => {
    if (field === 'reason')
      return { 'an unknown word': 'DUMMY', 'in lower case': 'inconsistent_payload', empty: '' };
    return field.endsWith('_step') ? { 'an unknown step': { step: 'NUMBER_9_DUMMY' } } : {};
  }),
);

verifies('encoding/identifier-length', { case: 'invitations' }, (judge) => {
  const { bytes, hex } = judge.random.id();
  return refused(judge, (field, value) => {
    if (isBytes(value))
      return { 'hexadecimal text': Buffer.from(value).toString('hex'), 'an identifier': new Ext(2, value) };
    return field === 'greeter' || field === 'greeting_attempt'
      ? {
          '15 bytes': new Ext(2, bytes.subarray(1)),
          '17 bytes': new Ext(2, [0, ...bytes]),
          'hexadecimal text': hex,
        }
      : {};
  });
});

verifies('encoding/identifier-is-ext-2', { case: 'invitations' }, (judge) =>
  refused(judge, (field, value) => {
    if (field !== 'greeter' && field !== 'greeting_attempt') return {};
    const { bytes } = value as { readonly bytes: Uint8Array };
    return { 'the same as bytes': bytes, 'the same as extension type 3': new Ext(3, bytes) };
  }),
);
