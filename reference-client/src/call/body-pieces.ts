import { CodedError } from '@parsec-spec/spec/errors';

/** The connection was lost in the middle of a body. Each engine words this differently, so the text says nothing. */
export class BrokenBody extends CodedError<'broken-body'> {
  constructor(cause: unknown) {
    super('broken-body', 'the body ended early', { cause });
  }
}

/**
 * The pieces of a body as they arrive. A reader that stops early cancels the rest.
 *
 * @throws BrokenBody `broken-body` if the body cannot be read to its end; its cause says why
 */
export async function* bodyPieces(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    yield* body;
  } catch (error) {
    throw new BrokenBody(error);
  }
}
