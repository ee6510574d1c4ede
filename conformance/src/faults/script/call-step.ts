import { describeRequest } from '../../model/describe.ts';
import { answerCall } from '../../model/transitions/answer-call.ts';
import { knownAfter } from '../known-state.ts';
import type { Call } from '../organization/client-calls.ts';
import type { PreparedStep, ScriptContext, ScriptStep } from '../script-context.ts';

interface CallStepOptions extends Pick<PreparedStep, 'isRepeatable'> {
  /** Runs after the answer was read. */
  readonly next?: (context: ScriptContext) => Promise<void>;
}

/** A step that makes a call. The model says how a correct server answers it, and what it changes. */
export const callStep = (
  name: string,
  makeCall: (context: ScriptContext) => Call,
  { isRepeatable = false, next }: CallStepOptions = {},
): ScriptStep => ({
  name,
  make: (context) => {
    const { request, send } = makeCall(context);
    const { known } = context;
    const after = knownAfter(known, request);
    if (after === undefined) throw new Error(`${name}: the model refuses ${describeRequest(request)}`);
    return {
      send: () => send(context.judge),
      expected: answerCall(known, request).expected.status,
      after,
      isRepeatable,
      readAnswer: (answer, repeated) => {
        // The call whose answer was lost may have taken effect.
        context.learn(request, answer, name, repeated && isRepeatable ? [known, after] : [known]);
        return next?.(context);
      },
    };
  },
});
