import type { Diagnosis } from '@parsec-spec/conformance/doctor';
import { terminalLine } from '@parsec-spec/conformance/wire';
import { API_VERSION } from '@parsec-spec/spec/commands';

const [major] = API_VERSION.split('.');

/** Formats a diagnosis for a person: one line for each fact, then what the suite can test. */
export function diagnosisText(diagnosis: Diagnosis): string {
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
  const spoken = apiVersions.some((version) => version.split('.')[0] === major);
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
      `${apiVersions.join(', ') || 'unknown'}${spoken ? '' : `: the suite speaks ${API_VERSION}`}`,
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
