import type { Exchange } from '../../wire/exchange.ts';
import type { Judge } from '../judge.ts';

/** An operation, bodies that break it, and one that does not. */
export interface FaultyBodies {
  readonly call: (body: unknown) => Promise<Exchange>;
  /** Bodies with one fault each, by what the fault is. */
  readonly faults: Readonly<Record<string, unknown>>;
  readonly valid: unknown;
  /** The condition that must hold after each refusal. */
  readonly unchanged: () => Promise<void>;
}

/** Each faulty body is answered 422 without effect, and the valid one is then served. */
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
