import { bytesOfBase64, hexOf } from '@parsec-spec/spec/codec';
import type { Organization } from '@parsec-spec/spec/records';
import { callOf, type Draft, DraftError, draftOf } from '../live/draft.ts';
import { curlOf, guardSteps, outcomeText, replyText, stateChanges } from '../live/explain-request.ts';
import { type Call, openScene, type Scene } from '../live/scene.ts';
import { type KeyNames, nameKeys, type Sender, sendersOf } from '../live/senders.ts';
import { type Breakage, mutantsOf, withoutGuard } from './breakages.ts';
import { copyButton, element, withCode } from './element.ts';

/** The scene of one requirement, and the names of those in it. */
interface Example {
  /** Path from the page to the folder of the requirements. */
  readonly rules: string;
  /** What the rule asks for in answer to the recorded request; undefined for any other request. */
  readonly expected: string | undefined;
  readonly scene: Scene;
  readonly keys: KeyNames;
  readonly senders: readonly Sender[];
}

let opened = 0;

/** Fills the part of a page in which a reader changes and sends a recorded request, when it is opened. */
export async function open(part: HTMLElement): Promise<void> {
  const { scene: path = '', rules = '', expected = '' } = part.dataset;
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  const scene = (await response.json()) as Scene;
  const state = (await (await openScene(scene)).stateFor(scene.request)) as Partial<Organization>;
  const organization = { devices: new Map(), users: new Map(), ...state } as Organization;
  const keys = nameKeys(scene, organization);
  const senders = sendersOf(scene, organization, keys);
  const example = { rules, expected, scene, keys, senders };
  part.append(form(example, part));
}

function form(example: Example, part: HTMLElement): HTMLFormElement {
  const { scene, keys, senders } = example;
  opened += 1;
  const id = (name: string): string => `live-${opened}-${name}`;
  const area = (name: string) =>
    element('textarea', { id: id(name), spellcheck: 'false', autocomplete: 'off' });
  const fields = {
    head: area('head'),
    body: area('body'),
    sender: element('select', { id: id('sender') }),
    clock: element('input', { id: id('clock'), spellcheck: 'false', autocomplete: 'off' }),
  };
  fields.sender.append(
    element('option', { value: '' }, 'as written in the headers'),
    ...senders.map(({ name }) => element('option', { value: name }, name)),
  );
  const note = element('p', { class: 'error', id: id('error'), role: 'alert' });
  const result = element('div', { class: 'result', role: 'status' });
  const bytes = element('div', {});
  const [copyRequest, copyCommand] = [copyButton('Copy request'), copyButton('Copy command')];
  const recorded = draftOf(scene.request, keys, senders);
  let original = scene.request;

  const fill = (call: Call): void => {
    original = call;
    const draft = draftOf(call, keys, senders);
    for (const [name, field] of Object.entries(fields)) field.value = draft[name as keyof Draft];
    for (const field of [fields.head, fields.body]) field.rows = Math.max(1, field.value.split('\n').length);
    result.replaceChildren();
    read();
  };
  const drafted = (): Draft => {
    const { head, body, sender, clock } = fields;
    return { head: head.value, body: body.value, sender: sender.value, clock: clock.value };
  };
  const read = (): Call | undefined => {
    note.textContent = '';
    for (const field of Object.values(fields)) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    }
    try {
      const draft = drafted();
      const call = callOf(draft, original, keys, senders);
      copyRequest.dataset.text = `${draft.head}\n\n${draft.body}\n`;
      copyCommand.dataset.text = curlOf(call);
      showBytes(bytes, call);
      return call;
    } catch (error) {
      if (!(error instanceof DraftError)) throw error;
      showError(error, fields[error.part], note);
      return undefined;
    }
  };
  const send = async (breakage?: Breakage): Promise<void> => {
    const call = read();
    if (call === undefined) {
      result.replaceChildren();
      const field = document.querySelector<HTMLTextAreaElement>(`#${note.dataset.field}`);
      field?.focus();
      if (field !== null) field.setSelectionRange(Number(note.dataset.start), Number(note.dataset.end));
      return;
    }
    const sender = senders.find(({ name }) => name === fields.sender.value);
    const isRecorded = Object.entries(drafted()).every(
      ([name, text]) => text === recorded[name as keyof Draft],
    );
    const expected = isRecorded ? example.expected : undefined;
    result.replaceChildren(
      ...(await answered({ ...example, expected }, call, sender?.before ?? [], breakage)),
    );
  };

  const button = (text: string, click: () => void) => {
    const made = element('button', { type: 'button' }, text);
    made.addEventListener('click', click);
    return made;
  };
  const breaker = (breakage: Breakage) => button(`Break this rule: ${breakage.name}`, () => send(breakage));
  const mutants = button('Break this rule by mutants …', async () =>
    mutants.replaceWith(...(await mutantsOf(part)).map(breaker)),
  );
  const made = element(
    'form',
    {},
    labelled('Request line and headers', fields.head),
    labelled('Body', fields.body),
    element(
      'div',
      { class: 'row' },
      labelled('Sender, who signs the token', fields.sender),
      labelled("The server's clock", fields.clock),
    ),
    note,
    element(
      'div',
      { class: 'row' },
      element('button', {}, 'Send'),
      ...withoutGuard(part).map(breaker),
      ...(part.dataset.mutants ? [mutants] : []),
      button('Reset', () => fill(scene.request)),
      ...(scene.valid === undefined ? [] : [button('The valid request', () => fill(scene.valid as Call))]),
      copyRequest,
      copyCommand,
    ),
    result,
    bytes,
  );
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    send();
  });
  made.addEventListener('input', read);
  fill(scene.request);
  return made;
}

const labelled = (text: string, field: HTMLElement): HTMLElement =>
  element('div', { class: 'field' }, element('label', { for: field.id }, text), field);

/** Marks the wrong part of a draft, and says what is wrong there. */
function showError(
  { message, start, end }: DraftError,
  field: HTMLElement & { value: string },
  note: HTMLElement,
): void {
  const before = field.value.slice(0, start).split('\n');
  const place = `Line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}: ${message}`;
  note.replaceChildren(
    place,
    element('code', {}, field.value.slice(start, Math.max(end, start + 1)).slice(0, 80) || 'end'),
  );
  Object.assign(note.dataset, { start, end, field: field.id });
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', note.id);
}

function showBytes(place: HTMLElement, call: Call): void {
  const isOpen = place.querySelector('details')?.open === true;
  const more = element(
    'details',
    {},
    element('summary', {}, 'The request in bytes, and as a command'),
    code('Body in hexadecimal', call.body === '' ? 'none' : hexOf(bytesOfBase64(call.body))),
    code('curl, to a server on this machine in the same state', curlOf(call)),
  );
  more.open = isOpen;
  place.replaceChildren(more);
}

function code(caption: string, text: string, className = ''): HTMLElement {
  return element(
    'figure',
    { class: 'code' },
    element('figcaption', {}, caption, ' ', copyButton()),
    element('pre', { tabindex: '0', class: className }, element('code', {}, text)),
  );
}

/** Sends a request to a new server in the state of the scene, and tells what happened. */
async function answered(
  { scene, rules, keys, expected }: Example,
  call: Call,
  visitors: readonly Call[],
  breakage: Breakage | undefined,
): Promise<readonly HTMLElement[]> {
  const server = await openScene({ ...scene, before: [...scene.before, ...visitors] }, breakage?.broken);
  const before = await server.stateFor(call);
  const answer = await server.answer(call);
  const changed = stateChanges(before, await server.stateFor(call));
  const steps = guardSteps(call, answer, breakage?.broken.omit ?? []);
  const refused = answer.refusedBy === undefined ? [] : [' by ', ruleLink(rules, answer.refusedBy)];
  const verdict = answer.status >= 400 || answer.refusedBy !== undefined ? 'refused' : 'answered';
  const [title, kind] =
    breakage === undefined ? ['', 'verdict'] : [`Broken, ${breakage.name}: `, 'verdict broken'];
  return [
    element('p', { class: kind }, `${title}HTTP ${answer.status}, ${verdict}`, ...refused),
    ...(breakage === undefined ? [] : [element('p', {}, ...withCode(breakage.sentence))]),
    ...(expected === undefined
      ? []
      : [
          element(
            'p',
            { class: 'judgement' },
            ...withCode(judgementOf(expected, outcomeText(answer), breakage)),
          ),
        ]),
    code('Reply', replyText(call, answer, keys)),
    ...answer.mails.map(({ to, subject, text }) => code(`Mail to ${to}: ${subject}`, text)),
    ...(steps.length === 0 ? [] : [guardList(steps, rules)]),
    changed.length === 0
      ? element('p', {}, 'The state did not change.')
      : code(`Changes of the state, by ${answer.records.join(', ')}`, changed.join('\n')),
  ];
}

/** What an answer to the recorded request says about the rule. */
function judgementOf(expected: string, observed: string, breakage: Breakage | undefined): string {
  if (observed !== expected) return `Expected ${expected}, got ${observed}: the rule is broken.`;
  const got = `Expected ${expected}, got ${observed}`;
  return breakage === undefined
    ? `${got}: the rule holds.`
    : `${got}: this request does not show how this server breaks the rule. The checks below do.`;
}

const ruleLink = (rules: string, id: string): HTMLElement =>
  element('a', { href: `${rules}/${id}/index.html` }, element('code', {}, id));

function guardList(steps: ReturnType<typeof guardSteps>, rules: string): HTMLElement {
  const items = (own: typeof steps) =>
    own.map(({ requirement, outcome }) =>
      element('li', { class: outcome.replace(' ', '-') }, ruleLink(rules, requirement), ` ${outcome}`),
    );
  const end = steps.findLastIndex(({ outcome }) => outcome !== 'not reached') + 1;
  const list = element('figure', { class: 'guards' }, element('figcaption', {}, 'Guards, in their order'));
  if (end > 0) list.append(element('ol', {}, ...items(steps.slice(0, end))));
  else list.append(element('p', {}, 'Refused before the first guard, by the form of the request.'));
  if (end < steps.length)
    list.append(
      element(
        'details',
        {},
        element('summary', {}, `Not reached: ${steps.length - end}`),
        element('ol', { start: String(end + 1) }, ...items(steps.slice(end))),
      ),
    );
  return list;
}
