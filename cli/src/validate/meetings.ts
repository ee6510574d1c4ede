import { randomBytes } from 'node:crypto';
import { type Meeting, type MeetingProblem, meet } from '@parsec-spec/conformance/played-server';
import { openTarget } from '@parsec-spec/conformance/targets';
import { plural, printableJson, terminalLine } from '@parsec-spec/conformance/wire';
import type { Administration } from '@parsec-spec/reference-client/administration';
import { explainAdministration } from '@parsec-spec/reference-client/explain';
import { createOrganization } from '@parsec-spec/reference-client/journeys';
import { readAdministrationToken } from '../main/administration-token.ts';
import { CliError, exitCode } from '../main/cli-error.ts';
import { refuseIneffective } from './ineffective-options.ts';
import { isForeignHost, personTerminal, type ValidateOptions } from './open-targets.ts';

/** The options that have an effect on a meeting. The others are about checks and their reports. */
const EFFECTIVE = ['--through', '--output', '--yes', '--administration-token', '--administration-token-file'];

/**
 * Lets two clients greet each other through a server that is not judged: the first greets the second,
 * then the second greets the first. Returns the exit code.
 *
 * @param server - URL of the server
 * @param stop - interrupts the greetings
 * @throws TargetError, CliError
 */
export async function validateMeetings(
  addresses: readonly string[],
  server: string,
  options: ValidateOptions,
  stop: AbortSignal,
): Promise<number> {
  if (addresses.length !== 2 || !addresses.every((address) => address.startsWith('client:')))
    throw new CliError(
      'usage',
      '--through needs two clients',
      'name client:… twice, for example client:reference',
    );
  refuseIneffective(options.given, '--through', EFFECTIVE);
  if (!/^https?:\/\/[^/]+\/?$/.test(server))
    throw new CliError('usage', `${server} is not the URL of a server`, 'name it as http://HOST:PORT');
  if (isForeignHost(server) && options.yes !== true)
    throw new CliError(
      'usage',
      `${server} is not on this machine`,
      'add --yes if its new organizations may stay',
    );
  const token = await readAdministrationToken(options);
  if (token === undefined)
    throw new CliError(
      'usage',
      'the administration token is missing: --through creates organizations',
      'name a file with --administration-token-file, or set PARSEC_ADMINISTRATION_TOKEN',
    );
  const terminal = addresses.includes('client:person') ? await personTerminal() : undefined;
  const [first, second] = await Promise.all(addresses.map((address) => openTarget(address, { terminal })));
  if (first?.kind !== 'client' || second?.kind !== 'client') return exitCode.internalError;
  const meetings: Meeting[] = [];
  const onMeeting = (meeting: Meeting): void => {
    meetings.push(meeting);
    if (options.output === 'text') process.stdout.write(lineOf(meeting));
  };
  const newLink = () => bootstrapLink({ serverUrl: server, token, transport: { signal: stop } });
  await meet(first.driver, second.driver, newLink, onMeeting, { stop });
  await meet(second.driver, first.driver, newLink, onMeeting, { stop });
  const problems = meetings.filter(({ problem }) => problem !== undefined).length;
  const listed = meetings.map(({ problem, ...meeting }) => ({ ...meeting, fault: textOf(problem) }));
  process.stdout.write(
    options.output === 'json'
      ? `${printableJson({ meetings: listed, faults: problems }, 2)}\n`
      : `${plural(meetings.length, 'greeting')}, ${plural(problems, 'problem')}\n`,
  );
  return problems === 0 ? exitCode.pass : exitCode.fail;
}

const lineOf = ({ greeter, claimer, kind, course, ends, problem }: Meeting): string =>
  [
    `${problem === undefined ? 'pass' : 'fail'}  ${greeter} greets ${claimer} as a ${kind}: ${course}`,
    `      greeter ${ends.greeter}`,
    `      claimer ${ends.claimer}`,
    ...(problem === undefined ? [] : [`      ${textOf(problem)}`]),
  ]
    .map((line) => `${terminalLine(line)}\n`)
    .join('');

const texts = {
  'not-compared': 'the users never compared the codes',
  'greeting-failed': 'the greeting failed',
  'enrolled-despite-codes': 'the newcomer was enrolled although the codes did not match',
} as const;

/** A problem in words. */
function textOf(problem: MeetingProblem | undefined): string | undefined {
  if (typeof problem === 'string') return texts[problem];
  return problem && `the new device cannot log in: ${problem.loginFailed}`;
}

/** Creates an organization, and returns its bootstrap link. */
async function bootstrapLink(administration: Administration): Promise<string> {
  const name = `ps-meet-${randomBytes(4).toString('hex')}`;
  const created = await createOrganization(administration, name);
  if (created.outcome === 'done') return created.result.bootstrap_url;
  const { message, hint } = explainAdministration(created, name);
  throw new CliError(
    created.outcome === 'bad-token' ? 'usage' : 'unreachable',
    `${administration.serverUrl} creates no organization: ${message}`,
    hint,
    created.outcome === 'bad-token' ? exitCode.usage : exitCode.unreachable,
  );
}
