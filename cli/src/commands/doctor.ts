import { randomBytes } from 'node:crypto';
import type { Diagnosis } from '@parsec-spec/conformance/doctor';
import { terminalLine } from '@parsec-spec/conformance/wire';
import { type Command, Option } from 'commander';
import { readAdministrationToken } from '../main/administration-token.ts';
import { CliError, exitCode } from '../main/cli-error.ts';
import { isForeignHost, tlsOptions } from '../validate/open-targets.ts';

const examples = `
Examples:
  parsec-spec doctor http://127.0.0.1:6777 --administration-token-file token.txt
  parsec-spec doctor https://parsec.example.org --ca-file ca.pem --output json

Exit codes: 0 the suite can judge it, 2 wrong administration token, 4 unreachable or no Parsec server,
  5 a prerequisite is missing, 74 stdout cannot be written.
`;

/** Adds `doctor TARGET`, which says what the suite can test there. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('check a server: reachability, versions, token, clock')
    .argument('<target>', 'http://HOST:PORT, image:NAME or cmd:COMMAND')
    .addOption(
      new Option('--administration-token <token>', 'administration token of the server').env(
        'PARSEC_ADMINISTRATION_TOKEN',
      ),
    )
    .option('--administration-token-file <file>', 'file with the administration token; - asks for it')
    .option('--target-file <file>', 'how an implementation is started and what it supports')
    .addOption(
      new Option('--with <database>', 'start image: and cmd: on a real PostgreSQL').choices(['postgres']),
    )
    .option('--ca-file <file>', 'trust this certificate authority (PEM)')
    .option('--insecure', 'trust any certificate')
    .option('--yes', 'also on another host: try whether the server allows spontaneous creation')
    .addOption(new Option('--output <kind>', 'what stdout holds').choices(['text', 'json']).default('text'))
    .addHelpText('after', examples)
    .action(async (target: string, options) => {
      process.exitCode = await doctor(target, options);
    });
}

/** The options of `doctor`. */
interface DoctorOptions {
  readonly administrationToken?: string;
  readonly administrationTokenFile?: string;
  readonly targetFile?: string;
  readonly with?: 'postgres';
  readonly caFile?: string;
  readonly insecure?: boolean;
  readonly yes?: boolean;
  readonly output: 'text' | 'json';
}

/** Checks a target and prints what the suite can test there. Returns the exit code. */
async function doctor(spec: string, options: DoctorOptions): Promise<number> {
  const administrationToken = await readAdministrationToken(options);
  const tls = await tlsOptions(options);
  const { openTarget } = await import('@parsec-spec/conformance/targets');
  const target = await openTarget(spec, {
    targetFile: options.targetFile,
    with: options.with,
    administrationToken,
  });
  if (target.kind === 'client') throw new CliError('usage', 'doctor does not check clients', 'name a server');
  try {
    const harmless = options.yes === true || !isForeignHost(spec);
    const { diagnose } = await import('@parsec-spec/conformance/doctor');
    const { loadChecks } = await import('@parsec-spec/conformance/case');
    const { API_VERSION } = await import('@parsec-spec/spec/commands');
    const diagnosis = await diagnose(target, await loadChecks(), {
      tls,
      probeName: harmless ? `ps-${randomBytes(3).toString('hex')}-doctor` : undefined,
    });
    process.stdout.write(
      options.output === 'json'
        ? `${JSON.stringify(asJson(diagnosis), undefined, 2)}\n`
        : diagnosisText(diagnosis, API_VERSION),
    );
    return diagnosis.administration === false ? exitCode.usage : exitCode.pass;
  } finally {
    await target.close();
  }
}

/** Unknown facts are null, not absent. */
const asJson = (diagnosis: Diagnosis) => ({
  ...diagnosis,
  administration: diagnosis.administration ?? null,
  spontaneous: diagnosis.spontaneous ?? null,
  tls: diagnosis.tls ?? null,
});

/** Formats a diagnosis for a person: one line for each fact, then what the suite can test. */
function diagnosisText(diagnosis: Diagnosis, apiVersion: string): string {
  const {
    address,
    server,
    apiVersions,
    tls,
    clockSkewMs,
    roundTripMs,
    administration,
    spontaneous,
    events,
    testability,
  } = diagnosis;
  const line = (good: boolean | undefined, name: string, text: string) =>
    `  ${good === undefined ? '?' : good ? '✓' : '✗'} ${name.padEnd(22)} ${terminalLine(text)}`;
  const spoken = apiVersions.some((version) => version.split('.')[0] === apiVersion.split('.')[0]);
  return [
    terminalLine(`${address} (${server})`),
    line(true, 'reachable', `round trip ${roundTripMs} ms`),
    address.startsWith('https:')
      ? line(
          tls?.distrusted === undefined,
          'TLS',
          tls === undefined
            ? 'not looked at'
            : `${tls.protocol}, certificate until ${tls.validTo}${tls.distrusted === undefined ? '' : `, not trusted: ${tls.distrusted}`}`,
        )
      : line(true, 'TLS', 'none (plain HTTP)'),
    line(
      spoken,
      'API versions',
      `${apiVersions.join(', ') || 'unknown'}${spoken ? '' : `: the suite speaks ${apiVersion}`}`,
    ),
    line(
      clockSkewMs === 0,
      'clock',
      clockSkewMs === 0
        ? 'within 2 s of ours'
        : `${(Math.abs(clockSkewMs) / 1000).toFixed(1)} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} ours: the suite dates by the server's clock`,
    ),
    line(
      administration,
      'administration token',
      administration === undefined ? 'none given' : administration ? 'good' : 'wrong',
    ),
    line(
      spontaneous === undefined ? undefined : true,
      'spontaneous creation',
      spontaneous === undefined
        ? 'not tried: it would leave an organization there (--yes)'
        : spontaneous
          ? 'on'
          : 'off',
    ),
    line(true, 'event stream', events ? 'served' : 'not served'),
    '',
    `The suite can run ${testability.testable} of its ${testability.checks} server checks there${testability.left.length === 0 ? '.' : '; not:'}`,
    ...testability.left.map(
      ({ why, checks, outcome }) =>
        `  ${String(checks).padStart(4)} ${outcome === 'notTestable' ? 'not testable' : 'not applicable'}: ${why}`,
    ),
    ...(administration !== true && spontaneous !== true
      ? [
          '',
          'Without a good administration token nor spontaneous creation no organization can be created: most checks will be not testable.',
        ]
      : []),
    '',
  ].join('\n');
}
