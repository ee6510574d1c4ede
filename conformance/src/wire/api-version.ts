/**
 * The version of the Parsec API that the judge uses. The judge restates it, so that it does not
 * depend on the specification under test.
 */
export const apiVersion = '5.6';
