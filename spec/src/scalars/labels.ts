import { boundedText, type TextRule } from './bounded-text.ts';
import type { Scalar, TextFault } from './scalar.ts';

const device: TextRule = { maxBytes: 255, expected: '1 to 255 bytes of text' };

const human: TextRule = {
  maxBytes: 254,
  allowed: /^[^<>@,:;\\"[\]]+$/,
  expected: '1 to 254 bytes of text without < > @ , : ; \\ " [ ]',
};

/** Reads the name of a device (TYPES-03) and normalizes it. */
export const deviceLabel = (input: string): Scalar<string, TextFault> => boundedText(input, device);

/** Reads the name of a person (TYPES-04) and normalizes it. */
export const humanLabel = (input: string): Scalar<string, TextFault> => boundedText(input, human);
