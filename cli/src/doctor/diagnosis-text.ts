import type { Diagnosis } from '@parsec-spec/conformance/doctor';
import type { StepText } from '@parsec-spec/conformance/report';
import { terminalLine } from '@parsec-spec/conformance/wire';
import { wrap } from '../main/wrap.ts';

/** Longest line of wrapped prose. Facts and commands are not broken. */
const WIDTH = 80;

/** An event that arrives later than this is late, in ms. */
const PROMPT_MS = 1000;

/** A diagnosis with the texts of its steps. */
export type DiagnosisTexts = Omit<Diagnosis, 'steps'> & { readonly steps: readonly StepText[] };

/** What the text needs beside the diagnosis. */
interface TextOptions {
  /** The API version of the suite. */
  readonly apiVersion: string;
  /** Whether an administration token was given. */
  readonly hasToken: boolean;
  /** Whether organizations may be created on the target. */
  readonly mayCreate: boolean;
  /** Commands that help with the first failed step. */
  readonly commands: readonly string[];
}

/**
 * Formats a diagnosis for a person: one line for each fact and each step, what to do about the
 * first failed step, and what the suite can test.
 */
export function diagnosisText(diagnosis: DiagnosisTexts, options: TextOptions): string {
  const { address, server } = diagnosis;
  const parts = [
    [terminalLine(`${address} (${server})`), ...factLines(diagnosis, options)],
    stepsLines(diagnosis),
    nextLines(diagnosis, options),
    organizationLines(diagnosis),
    testabilityLines(diagnosis, options.hasToken),
  ];
  const filled = parts.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const marks = { good: '✓', bad: '✗', late: '!', unknown: '?', untried: '-' } as const;

const line = (mark: keyof typeof marks, name: string, text: string): string =>
  `  ${marks[mark]} ${name.padEnd(22)} ${terminalLine(text)}`;

const detail = (text: string): string => `${' '.repeat(27)}${terminalLine(text)}`;

/** Whether the versions that the server names include the major version of the suite. */
const isSpoken = ({ apiVersions }: DiagnosisTexts, apiVersion: string): boolean =>
  apiVersions.some((version) => version.split('.')[0] === apiVersion.split('.')[0]);

function versionLines(diagnosis: DiagnosisTexts, apiVersion: string): readonly string[] {
  const { apiVersions } = diagnosis;
  if (apiVersions.length === 0)
    return [
      line('bad', 'API versions', 'unknown: no answer had the header Api-Version'),
      detail(`send Api-Version: ${apiVersion} with every reply (versioning/reply-names-own-version)`),
    ];
  const versions = apiVersions.join(', ');
  return isSpoken(diagnosis, apiVersion)
    ? [line('good', 'API versions', versions)]
    : [line('bad', 'API versions', `${versions}: the suite speaks ${apiVersion}`)];
}

function tokenLine({ administration }: DiagnosisTexts, hasToken: boolean): string {
  const name = 'administration token';
  if (administration !== undefined)
    return line(administration ? 'good' : 'bad', name, administration ? 'good' : 'wrong');
  return hasToken
    ? line('unknown', name, 'unknown: no answer shows whether it is right')
    : line('unknown', name, 'none given (--administration-token-file)');
}

function factLines(
  diagnosis: DiagnosisTexts,
  { apiVersion, hasToken, mayCreate }: TextOptions,
): readonly string[] {
  const { address, tls, clockSkewMs, roundTripMs, spontaneous, events } = diagnosis;
  const seconds = (Math.abs(clockSkewMs) / 1000).toFixed(1);
  return [
    line('good', 'reachable', `round trip ${roundTripMs} ms`),
    address.startsWith('https:') ? tlsLine(tls) : line('good', 'TLS', 'none (plain HTTP)'),
    ...versionLines(diagnosis, apiVersion),
    line(
      clockSkewMs === 0 ? 'good' : 'bad',
      'clock',
      clockSkewMs === 0
        ? 'within 2 s of ours'
        : `${seconds} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} ours: the suite dates by the server's clock`,
    ),
    tokenLine(diagnosis, hasToken),
    spontaneous === undefined
      ? line(
          'unknown',
          'spontaneous creation',
          mayCreate
            ? 'unknown: no answer shows it'
            : 'not tried: it would leave an organization there (--yes)',
        )
      : line('good', 'spontaneous creation', spontaneous ? 'on' : 'off'),
    events === undefined
      ? line('unknown', 'event stream', 'unknown: no device could ask for it')
      : line(events ? 'good' : 'untried', 'event stream', events ? 'served' : 'not served'),
  ];
}

function tlsLine(tls: Diagnosis['tls']): string {
  if (tls === undefined) return line('bad', 'TLS', 'unknown: no connection');
  const { protocol, validTo, distrusted } = tls;
  const trust = distrusted === undefined ? '' : `, not trusted: ${distrusted}`;
  return line(
    distrusted === undefined ? 'good' : 'bad',
    'TLS',
    `${protocol}, certificate until ${validTo}${trust}`,
  );
}

function stepsLines({ steps, eventDelayMs }: DiagnosisTexts): readonly string[] {
  const [reason, ...others] = new Set(steps.map((step) => step.reason));
  return reason !== undefined && others.length === 0
    ? [line('untried', 'create … listen', `not tried: ${reason}`)]
    : steps.flatMap((step) => stepLines(step, eventDelayMs));
}

/** A failure, wrapped beside the name of its step. */
function failureLines(step: string, text: string): readonly string[] {
  const [first = '', ...rest] = wrap(terminalLine(text), WIDTH - detail('').length).split('\n');
  return [line('bad', step, first), ...rest.map(detail)];
}

function stepLines(result: StepText, eventDelayMs: number | undefined): readonly string[] {
  const { step, outcome, durationMs, request, expected = '', observed = '', reason = '' } = result;
  const { received, body } = result;
  if (outcome === 'notTried') return [line('untried', step, `not tried: ${reason}`)];
  if (outcome === 'fail') {
    return [
      ...failureLines(step, `expected ${expected}, got ${observed}`),
      ...(request === undefined ? [] : [detail(request)]),
      ...(body === undefined ? [] : bodyLines(body)),
      ...(received === undefined
        ? []
        : [detail(received.length === 0 ? 'no byte arrived' : 'what arrived:')]),
      ...(received ?? []).map((item) => detail(`  ${item}`)),
    ];
  }
  if (step !== 'listen') return [line('good', step, `${durationMs} ms`)];
  if (eventDelayMs === undefined)
    return [line('good', step, 'opened; no event tried: it needs invite or enrol')];
  const isLate = eventDelayMs > PROMPT_MS;
  const text = `an event arrived ${eventDelayMs} ms after its cause${isLate ? ': a second is the limit' : ''}`;
  return [line(isLate ? 'late' : 'good', step, text)];
}

/** Lines of a body, and characters of each, that are shown. */
const MAX_LINES = 6;
const MAX_CHARACTERS = 160;

/** The body of an answer, as far as it is short. */
function bodyLines({ bytes, hex, decoded = hex }: NonNullable<StepText['body']>): readonly string[] {
  const lines = decoded.split('\n');
  const rest = lines.length > MAX_LINES ? ['… (--output json shows more)'] : [];
  const shown = [...lines.slice(0, MAX_LINES), ...rest];
  return [`the answer has ${bytes} bytes:`, ...shown.map((text) => `  ${text.slice(0, MAX_CHARACTERS)}`)].map(
    detail,
  );
}

function nextLines(diagnosis: DiagnosisTexts, { apiVersion, commands }: TextOptions): readonly string[] {
  const { next, steps } = diagnosis;
  if (next === undefined) {
    if (!steps.every(({ outcome }) => outcome === 'pass')) return [];
    return isSpoken(diagnosis, apiVersion)
      ? ['Each step works. Next: `validate` judges the requirements.']
      : ['Each step works, but clients refuse this server until it names its API version.'];
  }
  return [
    `Next: ${next.step}`,
    ...(next.hint === undefined ? [] : [wrap(terminalLine(`  Hint: ${next.hint}`), WIDTH)]),
    ...next.requirements.map(({ id, level, sentence, row }) =>
      wrap(`  * ${id} ${level} ${sentence} (${row})`, WIDTH),
    ),
    ...commands.map((command) => `  ${command}`),
  ];
}

const organizationLines = ({ organizations }: DiagnosisTexts): readonly string[] =>
  organizations.map(({ name, expired }) =>
    expired
      ? `${name} was created and is expired.`
      : `${name} was created, could not be expired, and remains.`,
  );

function testabilityLines(
  { administration, spontaneous, testability }: DiagnosisTexts,
  hasToken: boolean,
): readonly string[] {
  const { testable, checks, left } = testability;
  return [
    `The suite can run ${testable} of its ${checks} server checks there${left.length === 0 ? '.' : '; not:'}`,
    ...left.map(
      ({ why, checks, outcome }) =>
        `  ${String(checks).padStart(4)} ${outcome === 'notTestable' ? 'not testable' : 'not applicable'}: ${why}`,
    ),
    ...((hasToken && administration !== false) || spontaneous === true
      ? []
      : [
          '',
          wrap(
            'Without a good administration token nor spontaneous creation no organization can be created: most checks will be not testable.',
            WIDTH,
          ),
        ]),
  ];
}
