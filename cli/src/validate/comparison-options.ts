import { CliError } from '../main/cli-error.ts';
import { refuseIneffective } from './ineffective-options.ts';
import type { ValidateOptions } from './open-targets.ts';

/** The options that have an effect on a comparison. The others are about checks. */
const EFFECTIVE = [
  '--against',
  '--against-target-file',
  '--against-administration-token-file',
  '--administration-token',
  '--administration-token-file',
  '--target-file',
  '--with',
  '--baseline',
  '--only',
  '--strict',
  '--report',
  '--site',
  '--record',
  '--output',
  '--verbose',
  '--jobs',
  '--seed',
  '--properties',
  '--fail-fast',
  '--ca-file',
  '--insecure',
  '--yes',
];

/**
 * The options of a run that plays the same lives on two servers, and no check.
 *
 * @throws CliError (`usage`) if the options do not describe two servers, or select checks
 */
export function comparisonOptions(
  addresses: readonly string[],
  against: string,
  options: ValidateOptions,
): ValidateOptions {
  const other = options.only.find((pattern) => pattern !== 'properties');
  if (other !== undefined)
    throw new CliError(
      'usage',
      `--only ${other} selects checks, and --against plays generated lives`,
      'leave out --only; run the suite on each server to compare checks',
    );
  refuseIneffective(options.given, '--against', EFFECTIVE);
  if (addresses.length !== 1 || [...addresses, against].some((address) => address.startsWith('client:')))
    throw new CliError(
      'usage',
      '--against compares two servers',
      'name one server as target, and one with --against',
    );
  if (isSame(addresses[0] ?? '', against) && options.with === undefined)
    throw new CliError(
      'usage',
      `--against names the target itself: ${against}`,
      'name another server; to play lives on one server, leave out --against',
    );
  return { ...options, only: ['properties'], except: [] };
}

/** Whether two targets are the same text or the same running server. */
function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((address) => URL.parse(/^https?:/i.test(address) ? address : ''));
  if (first == null || second == null) return one === other;
  return hostOf(first) === hostOf(second);
}

/** The host and port of a server. Every name of the loopback is the same. */
const hostOf = ({ hostname, port, protocol }: URL): string =>
  `${/^(localhost|127\..*|\[::1\])$/.test(hostname) ? 'loopback' : hostname}:${port || protocol}`;
