import type { Judge } from '../judge/index.ts';

/**
 * Runs a check with the name of an organization that was created and never founded, lent to one
 * check at a time: it may be created anew, and its settings changed. Its token is not told, since
 * the next check may have made another.
 */
export const withUnfounded = (judge: Judge, use: (id: string) => Promise<void>): Promise<void> =>
  judge.borrow(
    'unfounded',
    (founder) => founder.organization(),
    ({ id }) => use(id),
  );
