import fc from 'fast-check';
import { emptyTally, expectState } from '../../../src/faults/run-script.ts';
import { ScriptContext } from '../../../src/faults/script-context.ts';
import type { Judge } from '../../../src/judge/judge.ts';
import { tokenOf } from '../../../src/judge/organization.ts';
import type { Bootstrap, BootstrapParts } from '../../../src/people/bootstrap.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';
import { expectedBootstrapAnswers, type Move, mistakes } from './bootstrap-model.ts';

/** Random sequences of moves. Most moves can have an effect. */
export const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ move: fc.constant('create' as const), limit: fc.option(fc.nat({ max: 50 })) }),
    },
    { weight: 2, arbitrary: fc.record({ move: fc.constant('expire' as const), expired: fc.boolean() }) },
    {
      weight: 6,
      arbitrary: fc.record({
        move: fc.constant('bootstrap' as const),
        token: fc.oneof(
          { weight: 5, arbitrary: fc.constant('current' as const) },
          { weight: 3, arbitrary: fc.constantFrom('replaced' as const, 'nil' as const, 'made up' as const) },
        ),
        mistake: fc.oneof(
          { weight: 3, arbitrary: fc.constant('none' as const) },
          { weight: 4, arbitrary: fc.constantFrom(...(Object.keys(mistakes) as (keyof typeof mistakes)[])) },
        ),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Move>({ move: 'replay' }) },
  ),
  { minLength: 4, maxLength: 14 },
);

/**
 * Runs the moves on one organization and compares every answer, and the state read after it, with
 * the model.
 */
export async function runMoves(judge: Judge, sequence: readonly Move[]): Promise<void> {
  const context = new ScriptContext([judge]);
  const tokens: Uint8Array[] = [];
  let bootstrap: Bootstrap | undefined;
  for (const [attempt, move] of sequence.entries()) {
    // Skips moves that are impossible: a replay without a bootstrap, and tokens that do not exist
    // yet.
    if (move.move === 'replay' && bootstrap === undefined) continue;
    if (move.move === 'bootstrap' && move.token === 'replaced' && tokens.length < 2) continue;
    if (move.move === 'bootstrap' && move.token === 'current' && tokens.length < 1) continue;
    const { known, organization } = context;
    const made = move.move === 'bootstrap' ? makeBootstrap(judge, move, tokens, attempt) : bootstrap;
    const { answers, next } = expectedBootstrapAnswers(
      known,
      move,
      made && organization.afterBootstrap(known, made),
    );
    const exchange = await perform(judge, organization.id, move, made);
    const what = `after ${attempt} moves: ${JSON.stringify(move)}`;
    judge.expect.answer(exchange, [...answers], what);
    if (move.move === 'create' && exchange.status === 200) tokens.push(tokenIn(judge, exchange));
    if (next.users.size > known.users.size) bootstrap = made;
    context.known = next;
    await expectState(context, what, emptyTally());
  }
}

function makeBootstrap(
  judge: Judge,
  move: Extract<Move, { move: 'bootstrap' }>,
  tokens: readonly Uint8Array[],
  attempt: number,
): Bootstrap {
  const given = {
    current: tokens.at(-1) ?? null,
    replaced: tokens.at(-2) ?? null,
    nil: null,
    'made up': judge.random.bytes(16),
  };
  const root = judge.cast.signingKey(`root ${attempt}`);
  return judge.newBootstrap({ token: given[move.token] }, { root, ...mistakeOf(judge, move.mistake) });
}

function mistakeOf(judge: Judge, mistake: keyof typeof mistakes): Partial<BootstrapParts> {
  const now = judge.now();
  switch (mistake) {
    case 'none':
      return {};
    case 'profile STANDARD':
      return { user: { profile: 'STANDARD' } };
    case 'device a microsecond later':
      return { at: now, deviceFields: { timestamp: now.plus(1n) } };
    case 'user signed by another key':
      return { userCertificate: { signedBy: judge.cast.signingKey('stranger') } };
    case 'redacted user with a handle':
      return { redactedUserCertificate: { fields: { human_handle: ['alice@example.com', 'Alice'] } } };
    case 'dated 310 s ahead':
      return { at: now.plusSeconds(310) };
    case 'dated 350 s ago':
      return { at: now.plusSeconds(-350) };
  }
}

async function perform(
  judge: Judge,
  id: string,
  move: Move,
  bootstrap: Bootstrap | undefined,
): Promise<Exchange> {
  if (move.move === 'create') return judge.administration.create(id, { active_users_limit: move.limit });
  if (move.move === 'expire') return judge.administration.patch(id, { is_expired: move.expired });
  if (bootstrap === undefined) throw new Error('a move without a bootstrap');
  return judge.rpc.anonymous(id, bootstrap.message);
}

function tokenIn(judge: Judge, exchange: Exchange): Uint8Array {
  const link = judge.expect.text(judge.expect.json(exchange, 200), 'bootstrap_url', exchange);
  return tokenOf(link) ?? judge.fail('no token in the link', 'a 16-byte token', link, exchange);
}
