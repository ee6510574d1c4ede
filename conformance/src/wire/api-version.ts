/**
 * The version of the Parsec API that the judge speaks. The specification states it too; the judge
 * does not import it.
 */
export const apiVersion = '5.6';
