import type { Judge } from '../judge/index.ts';

/**
 * Runs a check with the name of an organization that was created but not bootstrapped, lent to one
 * check at a time. The check may create it again and change its settings. Its token is not passed
 * on, because another check may have replaced it.
 */
export const withUnfounded = (judge: Judge, use: (id: string) => Promise<void>): Promise<void> =>
  judge.borrow(
    'unfounded',
    (founder) => founder.organization(),
    ({ id }) => use(id),
  );
