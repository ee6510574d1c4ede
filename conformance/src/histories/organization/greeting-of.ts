import type { Greeting } from './request.ts';

/** An attempt by its name, or one that nobody was told. */
export const attemptOf = (request: Greeting, name: string | undefined) =>
  `${name ?? 'an attempt'} of the ${greetingOf(request)}`;

/** What is done in the greeting of one invitation by one user. */
export const greetingOf = ({ token, greeter }: Greeting) => `greeting of ${token} by ${greeter}`;
