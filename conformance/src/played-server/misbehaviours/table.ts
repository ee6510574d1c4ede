import { answerMisbehaviours, streamMisbehaviours } from './answers.ts';
import { certificateMisbehaviours } from './certificates/index.ts';
import { greetingMisbehaviours } from './greeting.ts';
import { linkMisbehaviours } from './links.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/**
 * The misbehaviours of a server towards clients. Checks, `serve --misbehave`, the handlers for MSW
 * and the documents come from this table. `withCorrectServer` has the requirements that need none.
 */
export const misbehaviours: readonly Misbehaviour[] = [
  ...answerMisbehaviours,
  ...streamMisbehaviours,
  ...certificateMisbehaviours,
  ...greetingMisbehaviours,
  ...linkMisbehaviours,
];
