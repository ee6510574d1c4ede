import { type CheckRun, checkNamed, runInProcess } from '@parsec-spec/conformance/in-process';
import { failureText } from '@parsec-spec/conformance/sentences';
import { judgedServers, START_MS } from '../live/judged-servers.ts';
import type { Broken } from '../live/scene.ts';
import { type Breakage, mutantsOf, withoutGuard } from './breakages.ts';
import { checkFiles } from './check-files.ts';
import { element, withCode } from './element.ts';
import { inVirtualTime, monotonicNow } from './virtual-time.ts';

/** Runs the checks of a requirement in the page: on the right server, and on broken ones. */
export async function open(part: HTMLElement): Promise<void> {
  const { checks = '[]' } = part.dataset;
  const named = JSON.parse(checks) as readonly (readonly [id: string, file: string])[];
  const servers: readonly Breakage[] = [
    { name: 'right server', sentence: 'The reference server.', broken: {} },
    ...withoutGuard(part),
    ...(await mutantsOf(part)),
  ];
  const rows = element('tbody', {});
  const progress = element('p', { role: 'status' });
  part.append(
    progress,
    element(
      'div',
      { class: 'table', tabindex: '0', role: 'group', 'aria-label': 'Results in this page' },
      element(
        'table',
        {},
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...['server', 'what its checks find'].map((name) => element('th', { scope: 'col' }, name)),
          ),
        ),
        rows,
      ),
    ),
  );
  for (const [nth, { name, sentence, broken }] of servers.entries()) {
    progress.textContent = `Server ${nth + 1} of ${servers.length} …`;
    const results = element('ul', {});
    rows.append(
      element(
        'tr',
        {},
        element(
          'th',
          { scope: 'row' },
          name,
          element('p', { class: 'server-sentence' }, ...withCode(sentence)),
        ),
        element('td', {}, results),
      ),
    );
    for (const [id, file] of named) results.append(resultItem(id, await run(id, file, broken)));
  }
  progress.textContent =
    'The judge verifies with libsodium, the server with @noble/curves. Waits of the judge take no time here.';
}

async function run(id: string, file: string, broken: Broken): Promise<CheckRun['finding']> {
  await checkFiles[file]?.();
  const check = checkNamed(id);
  if (check?.kind !== 'server') throw new Error(`${file} has no check ${id}`);
  const servers = judgedServers(broken, undefined, monotonicNow);
  return (await inVirtualTime(START_MS, () => runInProcess(check, servers, 'site'))).finding;
}

function resultItem(id: string, finding: CheckRun['finding']): HTMLElement {
  const item = (text: string, end: string): HTMLElement =>
    element(
      'li',
      { 'data-state': finding.state },
      element('code', {}, id),
      ': ',
      ...withCode(text),
      element('strong', {}, end),
    );
  if (finding.state === 'held') return item('', 'the rule holds');
  if (finding.failure === undefined) return item('', `not judged in a page: ${finding.reason}`);
  return item(`${failureText(finding.failure).message}: `, 'the rule is broken');
}
