import { type CheckRun, checkNamed, runInProcess } from '@parsec-spec/conformance/in-process';
import { failureText } from '@parsec-spec/conformance/sentences';
import { judgedServers } from '../live/judged-servers.ts';
import type { Broken } from '../live/scene.ts';
import { type Breakage, mutantsOf, withoutGuard } from './breakages.ts';
import { checkFiles } from './check-files.ts';
import { element } from './element.ts';

/** Runs the checks of a requirement in the page: on the right server, and on broken ones. */
export async function open(part: HTMLElement): Promise<void> {
  const { checks = '[]' } = part.dataset;
  const named = JSON.parse(checks) as readonly (readonly [id: string, file: string])[];
  const servers: readonly Breakage[] = [
    { name: 'right server', broken: {} },
    ...withoutGuard(part),
    ...(await mutantsOf(part)),
  ];
  const rows = element('tbody', {});
  const columns = ['check', ...servers.map(({ name }) => name)];
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
          element('tr', {}, ...columns.map((name) => element('th', { scope: 'col' }, name))),
        ),
        rows,
      ),
    ),
  );
  for (const [nth, [id, file]] of named.entries()) {
    progress.textContent = `Check ${nth + 1} of ${named.length} …`;
    const cells: HTMLElement[] = [];
    for (const { broken } of servers) cells.push(cell(await run(id, file, broken)));
    rows.append(element('tr', {}, element('td', {}, element('code', {}, id)), ...cells));
  }
  progress.textContent = 'The judge verifies with libsodium, the server with @noble/curves.';
}

async function run(id: string, file: string, broken: Broken): Promise<CheckRun['finding']> {
  await checkFiles[file]?.();
  const check = checkNamed(id);
  if (check?.kind !== 'server') throw new Error(`${file} has no check ${id}`);
  return (await runInProcess(check, judgedServers(broken), 'site')).finding;
}

function cell(finding: CheckRun['finding']): HTMLElement {
  if (finding.state === 'held') return element('td', { class: 'held' }, 'holds');
  if (finding.failure === undefined) return element('td', {}, `${finding.state}: ${finding.reason}`);
  return element(
    'td',
    { class: 'broken' },
    element('strong', {}, 'red'),
    `: ${failureText(finding.failure).message}`,
  );
}
