import { CliError } from '../main/cli-error.ts';

/**
 * Refuses options that have no effect in a mode of `validate`.
 *
 * @param given - the names of the options on the command line
 * @param mode - the option that selects the mode of `validate`
 * @param effective - the options that have an effect in this mode
 * @throws CliError (`usage`) for the first such option
 */
export function refuseIneffective(
  given: readonly string[] | undefined,
  mode: string,
  effective: readonly string[],
): void {
  const ineffective = given?.find((name) => !effective.includes(name));
  if (ineffective !== undefined)
    throw new CliError('usage', `${ineffective} has no effect with ${mode}`, 'leave it out');
}
