import type { Judge } from '../../judge/judge.ts';
import type { Exchange } from '../../wire/exchange.ts';

/** An operation, faulty bodies for it, and a valid one. */
export interface FaultyBodies {
  readonly call: (body: unknown) => Promise<Exchange>;
  /** Bodies with one fault each, by a description of the fault. */
  readonly faults: Readonly<Record<string, unknown>>;
  readonly valid: unknown;
  /** Asserts, after each refusal, that nothing has changed. */
  readonly unchanged: () => Promise<void>;
}

/**
 * Asserts that each faulty body is answered 422 without effect, and that the valid one is served.
 */
export async function refusesBodies(
  judge: Judge,
  { call, faults, valid, unchanged }: FaultyBodies,
): Promise<void> {
  for (const [what, body] of Object.entries(faults)) {
    const exchange = await call(body);
    exchange.label ??= what;
    judge.expect.answer(exchange, 422, what);
    await unchanged();
  }
  judge.expect.json(await call(valid), 200, 'the valid twin');
}
