import type { Judge } from '../../judge/judge.ts';
import type { Exchange } from '../../wire/exchange.ts';

/** An operation, invalid bodies for it, and a valid one. */
export interface InvalidBodies {
  readonly call: (body: unknown) => Promise<Exchange>;
  /** Bodies with one mistake each, by a description of the mistake. */
  readonly mistakes: Readonly<Record<string, unknown>>;
  readonly valid: unknown;
  /** Asserts, after each refusal, that nothing has changed. */
  readonly unchanged: () => Promise<void>;
}

/**
 * Asserts that each invalid body is answered 422 without effect, and that the valid one is served.
 */
export async function refusesBodies(
  judge: Judge,
  { call, mistakes, valid, unchanged }: InvalidBodies,
): Promise<void> {
  for (const [what, body] of Object.entries(mistakes)) {
    const exchange = await call(body);
    exchange.label ??= what;
    judge.expect.answer(exchange, 422, what);
    await unchanged();
  }
  judge.expect.json(await call(valid), 200, 'the valid twin');
}
