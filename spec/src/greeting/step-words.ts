import type { ClaimerStep, GreeterStep } from '../generated/types.ts';
import { type Side, STEP_COUNT } from './greeting.ts';

/** The word of a step, and the field with its bytes; most steps have none. */
type Word = readonly [word: string, field?: string];

const words: Readonly<Record<Side, readonly Word[]>> = {
  GREETER: [
    ['NUMBER_0_WAIT_PEER', 'public_key'],
    ['NUMBER_1_GET_HASHED_NONCE'],
    ['NUMBER_2_SEND_NONCE', 'greeter_nonce'],
    ['NUMBER_3_GET_NONCE'],
    ['NUMBER_4_WAIT_PEER_TRUST'],
    // On the wire, instead of NUMBER_5_SIGNIFY_TRUST (GREET-14).
    ['5'],
    ['NUMBER_6_GET_PAYLOAD'],
    ['NUMBER_7_SEND_PAYLOAD', 'greeter_payload'],
    ['NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT'],
  ],
  CLAIMER: [
    ['NUMBER_0_WAIT_PEER', 'public_key'],
    ['NUMBER_1_SEND_HASHED_NONCE', 'hashed_nonce'],
    ['NUMBER_2_GET_NONCE'],
    ['NUMBER_3_SEND_NONCE', 'claimer_nonce'],
    ['NUMBER_4_SIGNIFY_TRUST'],
    ['NUMBER_5_WAIT_PEER_TRUST'],
    ['NUMBER_6_SEND_PAYLOAD', 'claimer_payload'],
    ['NUMBER_7_GET_PAYLOAD'],
    ['NUMBER_8_ACKNOWLEDGE'],
  ],
};

const nothing = new Uint8Array(0);

/**
 * A step as the state machine sees it: its number and its bytes. Other keys that a client added are
 * dropped.
 */
export interface PlainStep {
  readonly step: number;
  readonly payload: Uint8Array;
}

/** Reads the half of a step that one side submits. */
export function readStep(side: Side, half: GreeterStep | ClaimerStep): PlainStep {
  const step = words[side].findIndex(([word]) => word === half.step);
  const field = words[side][step]?.[1];
  const payload = field === undefined ? nothing : (half as Readonly<Record<string, unknown>>)[field];
  // A copy, because the bytes may be a view on a whole request.
  return { step, payload: payload instanceof Uint8Array ? payload.slice() : nothing };
}

/** Writes a half of a step for the other side. */
export function writeStep(side: 'GREETER', plain: PlainStep): GreeterStep;
export function writeStep(side: 'CLAIMER', plain: PlainStep): ClaimerStep;
export function writeStep(side: Side, { step, payload }: PlainStep): GreeterStep | ClaimerStep {
  const [word, field] = words[side][step] ?? [];
  if (word === undefined) throw new RangeError(`steps are numbered from 0 to ${STEP_COUNT - 1}`);
  return { step: word, ...(field === undefined ? {} : { [field]: payload }) } as GreeterStep | ClaimerStep;
}
