import type { Random } from '../cast/index.ts';

/** Greeter or claimer: the side inside the organization, and the one outside. */
export type Role = 'greeter' | 'claimer';

/** What a side submits at a step: the word of `step`, and what it brings. */
export type Half = Readonly<Record<string, unknown>> & { readonly step: string };

/** Words of `step`, 0 to 8, each side its own (GREET-14). */
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

/**
 * Steps that bring something, by side: the field, and how many bytes an honest client puts there.
 */
const brought: Readonly<Record<Role, Readonly<Record<number, readonly [field: string, bytes: number]>>>> = {
  greeter: { 0: ['public_key', 32], 2: ['greeter_nonce', 64], 7: ['greeter_payload', 200] },
  claimer: {
    0: ['public_key', 32],
    1: ['hashed_nonce', 32],
    3: ['claimer_nonce', 64],
    6: ['claimer_payload', 200],
  },
};

/**
 * The nine halves of a side, with random contents: the server has no business to understand them
 * (GREET-25).
 */
export function halvesOf(role: Role, random: Random): readonly Half[] {
  return stepWords[role].map((step, index) => {
    const [field, length] = brought[role][index] ?? [];
    return field === undefined || length === undefined ? { step } : { step, [field]: random.bytes(length) };
  });
}

/** Whether a side brings something at a step, so that two halves of it can differ. */
export const bringsContent = (role: Role, step: number): boolean => brought[role][step] !== undefined;
