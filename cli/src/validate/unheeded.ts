import { CliError } from '../main/cli-error.ts';

/**
 * @param given - the names of the options on the command line
 * @param mode - the option that selects the mode of `validate`
 * @param heeded - the options that have an effect in this mode
 * @throws CliError (`usage`) for the first other option
 */
export function refuseUnheeded(
  given: readonly string[] | undefined,
  mode: string,
  heeded: readonly string[],
): void {
  const unheeded = given?.find((name) => !heeded.includes(name));
  if (unheeded !== undefined)
    throw new CliError('usage', `${unheeded} has no effect with ${mode}`, 'leave it out');
}
