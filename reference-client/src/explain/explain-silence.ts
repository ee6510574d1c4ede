import type { Silence } from '../greeting/pace.ts';

/** What each side waits for at each step of a greeting (spec/protocol/client-greeting.md). */
const waits = {
  greeter: [
    'the newcomer to open the link',
    'the first key message of the newcomer',
    'the newcomer to read the second key message',
    'the third key message of the newcomer',
    'the newcomer to choose your code',
    'the newcomer to continue after the codes',
    'the name and the keys of the newcomer',
    'the newcomer to read the confirmation',
    'the newcomer to save the device',
  ],
  claimer: [
    'the greeter to begin',
    'the greeter to read the first key message',
    'the second key message of the greeter',
    'the greeter to read the third key message',
    'the greeter to continue after the first code',
    'the greeter to choose your code',
    'the greeter to read your name and your keys',
    'the greeter to let you in',
    'the greeter to close the invitation',
  ],
} as const;

/**
 * Says what a side of a greeting waits for.
 *
 * @param beginning what it waits for at step 0
 */
export function explainSilence(
  side: keyof typeof waits,
  { step, of }: Silence,
  beginning: string = waits[side][0],
): string {
  const where = `(step ${step} of ${waits[side].length - 1})`;
  if (of === 'server') return `The server cannot be reached ${where}; trying again.`;
  return `Still waiting for ${step === 0 ? beginning : (waits[side][step] ?? '')} ${where}.`;
}
