import { CodedError } from '../errors/index.ts';

/** The optional package `fast-check` is not installed. */
class FastCheckMissing extends CodedError<'fast-check-missing'> {
  constructor(cause: unknown) {
    super(
      'fast-check-missing',
      '@parsec-spec/spec/arbitraries needs the package fast-check: npm install --save-dev fast-check',
      {
        cause,
      },
    );
  }
}

await import('fast-check').catch((error: unknown) => {
  const { code, message } = error as { code?: unknown; message: string };
  throw code === 'ERR_MODULE_NOT_FOUND' && message.includes("'fast-check'")
    ? new FastCheckMissing(error)
    : error;
});

/**
 * fast-check arbitraries of every schema. `valid.X()` makes values that the schema `X` accepts;
 * `near.X()` makes values that differ from a valid one by one mistake.
 *
 * Importing this module without the optional peer fast-check throws an error with the code
 * `fast-check-missing`.
 * @example fc.assert(fc.property(valid.UserCertificate(), (certificate) => validate('UserCertificate', certificate)));
 */
export const { near, valid } = await import('../generated/arbitraries.ts');
