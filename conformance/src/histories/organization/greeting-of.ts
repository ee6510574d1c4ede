import type { Greeting } from './request.ts';

/** An attempt by its name, or one that nobody was told. */
export const attemptOf = (request: Where, name: string | undefined) =>
  `${name ?? 'an attempt'} of the ${greetingOf(request)}`;

type Where = Pick<Greeting, 'token' | 'greeter'>;

/** What is done in the greeting of one invitation by one user. */
export const greetingOf = ({ token, greeter }: Where) => `greeting of ${token} by ${greeter}`;
