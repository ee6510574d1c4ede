import type { Random } from './random.ts';

/**
 * The roles of the two sides of a greeting. The greeter is a member of the organization, the
 * claimer is not.
 */
export type Role = (typeof roles)[number];

/** Both sides of a greeting. */
export const roles = ['greeter', 'claimer'] as const;

/** The other side. */
export const otherRole = (role: Role): Role => (role === 'greeter' ? 'claimer' : 'greeter');

/** The submission of one side at a step: the word of `step`, and its field. */
export type Half = Readonly<Record<string, unknown>> & { readonly step: string };

/** The word of `step` for steps 0 to 8 of each side (GREET-14). */
export const stepWords = {
  greeter: [
    'NUMBER_0_WAIT_PEER',
    'NUMBER_1_GET_HASHED_NONCE',
    'NUMBER_2_SEND_NONCE',
    'NUMBER_3_GET_NONCE',
    'NUMBER_4_WAIT_PEER_TRUST',
    '5',
    'NUMBER_6_GET_PAYLOAD',
    'NUMBER_7_SEND_PAYLOAD',
    'NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT',
  ],
  claimer: [
    'NUMBER_0_WAIT_PEER',
    'NUMBER_1_SEND_HASHED_NONCE',
    'NUMBER_2_GET_NONCE',
    'NUMBER_3_SEND_NONCE',
    'NUMBER_4_SIGNIFY_TRUST',
    'NUMBER_5_WAIT_PEER_TRUST',
    'NUMBER_6_SEND_PAYLOAD',
    'NUMBER_7_GET_PAYLOAD',
    'NUMBER_8_ACKNOWLEDGE',
  ],
} as const;

/** Length of a payload in bytes, unless another one is asked for. */
const PAYLOAD_BYTES = 200;

/** The field that each side submits at a step, and its length in bytes. Other steps have none. */
const submittedFields: Readonly<
  Record<Role, Readonly<Record<number, readonly [field: string, bytes: number]>>>
> = {
  greeter: { 0: ['public_key', 32], 2: ['greeter_nonce', 64], 7: ['greeter_payload', PAYLOAD_BYTES] },
  claimer: {
    0: ['public_key', 32],
    1: ['hashed_nonce', 32],
    3: ['claimer_nonce', 64],
    6: ['claimer_payload', PAYLOAD_BYTES],
  },
};

/**
 * The halves of one side for all nine steps. Their contents are random, because the server must not
 * interpret them (GREET-25).
 *
 * @param payloadBytes - length of the payload
 */
export function halvesOf(role: Role, random: Random, payloadBytes = PAYLOAD_BYTES): readonly Half[] {
  return stepWords[role].map((step, index) => {
    const [field, length] = submittedFields[role][index] ?? [];
    if (field === undefined || length === undefined) return { step };
    return { step, [field]: random.bytes(length === PAYLOAD_BYTES ? payloadBytes : length) };
  });
}

/** Whether the half of a side at a step has a field. Without one, all halves are equal. */
export const hasContent = (role: Role, step: number): boolean => submittedFields[role][step] !== undefined;
