import { type CheckRun, checkNamed, runInProcess } from '@parsec-spec/conformance/in-process';
import { failureText } from '@parsec-spec/conformance/sentences';
import { judgedServers, START_MS } from '../live/judged-servers.ts';
import type { Broken } from '../live/scene.ts';
import { inVirtualTime, pass } from '../live/virtual-time.ts';
import { type Breakage, mutantsOf, withoutGuard } from './breakages.ts';
import { checkFiles } from './check-files.ts';
import { element, withCode } from './element.ts';

/** Runs the checks of a requirement in the page: all on the right server; on each broken one until one notices it. */
export async function open(part: HTMLElement): Promise<void> {
  const { checks = '[]' } = part.dataset;
  const named = JSON.parse(checks) as readonly (readonly [id: string, file: string])[];
  const servers: readonly Breakage[] = [
    { name: 'right server', sentence: 'The reference server.', broken: {} },
    ...withoutGuard(part),
    ...(await mutantsOf(part)),
  ];
  const list = element('dl', { class: 'servers' });
  const progress = element('p', { role: 'status' });
  part.append(progress, list);
  // A check that cannot judge the right server in a page is not run on the broken ones.
  let judging = named;
  for (const [nth, { name, sentence, broken }] of servers.entries()) {
    if (judging.length === 0) break;
    progress.textContent = `Server ${nth + 1} of ${servers.length} …`;
    const results = element('ul', {});
    list.append(
      element(
        'div',
        {},
        element('dt', {}, name),
        element('dd', {}, element('p', { class: 'server-sentence' }, ...withCode(sentence)), results),
      ),
    );
    for (const check of judging) {
      const [id, file] = check;
      const finding = await run(id, file, broken);
      results.append(resultItem(id, finding));
      if (nth > 0 && finding.state === 'broken') break;
      if (nth === 0 && !['held', 'broken'].includes(finding.state))
        judging = judging.filter((other) => other !== check);
    }
  }
  const untried = judging.length === 0 ? ' No check judges in a page, so no broken server is tried.' : '';
  progress.textContent = `The judge verifies with libsodium, the server with @noble/curves. Waits of the judge take no time here. The checks of a broken server end when one notices it.${untried}`;
}

async function run(id: string, file: string, broken: Broken): Promise<CheckRun['finding']> {
  await checkFiles[file]?.();
  const check = checkNamed(id);
  if (check?.kind !== 'server') throw new Error(`${file} has no check ${id}`);
  const servers = judgedServers(broken, undefined, () => pass(1));
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
