import { coloured, type Paint, plain } from '@parsec-spec/conformance/report';

/** The colours for a stream: none if it is no terminal that has some, or NO_COLOR is set. */
export const paintFor = (stream: NodeJS.WriteStream): Paint =>
  stream.isTTY && stream.hasColors?.() && process.env.NO_COLOR === undefined ? coloured : plain;
