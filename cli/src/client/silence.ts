import type { Silence } from '@parsec-spec/reference-client/greeting';

/** What each side waits for at each step of a greeting (spec/protocol/client-greeting.md). */
const awaited = {
  greeter: [
    'for the newcomer to run `client invite claim`',
    'for the first key message of the newcomer',
    'for the newcomer to read the second key message',
    'for the third key message of the newcomer',
    'for the newcomer to choose your code',
    'for the newcomer to continue after the codes',
    'for the name and the keys of the newcomer',
    'for the newcomer to read the confirmation',
    'for the newcomer to save the device',
  ],
  claimer: [
    'for the greeter to run `client invite greet`',
    'for the greeter to read the first key message',
    'for the second key message of the greeter',
    'for the greeter to read the third key message',
    'for the greeter to continue after the first code',
    'for the greeter to choose your code',
    'for the greeter to read your name and your keys',
    'for the greeter to let you in',
    'for the greeter to close the invitation',
  ],
} as const;

/** Describes the step that this side waits for. */
export function silenceText(side: keyof typeof awaited, { step, of }: Silence): string {
  const where = `(step ${step} of ${awaited[side].length - 1})`;
  return of === 'server'
    ? `The server cannot be reached ${where}; trying again.`
    : `Still waiting ${awaited[side][step] ?? ''} ${where}.`;
}
