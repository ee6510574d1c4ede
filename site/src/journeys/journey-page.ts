import { bytesOfBase64, bytesOfHex, bytesOfText } from '@parsec-spec/spec/codec';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { type Notation, toNotation } from '@parsec-spec/spec/notation';
import { ruleAddress } from '@parsec-spec/spec/requirements';
import { type SequenceRow, sequence } from '../diagrams/sequence.ts';
import { codeFigure, escaped } from '../generator/html.ts';
import type { Page } from '../generator/layout.ts';
import type { Passage } from '../generator/passages.ts';
import { pretty, withOpened } from '../live/draft.ts';
import { routeOf } from '../live/explain-request.ts';
import { type Call, unpacked } from '../live/scene.ts';
import { journeyTexts, type StepText, stepTexts } from './journey-texts.ts';
import { type JourneyName, journeyNames, type RecordedJourneys } from './record-journeys.ts';
import type { Exchange, JourneyEvent } from './recorder.ts';

/** A link to the page of a file of the repository. */
type Link = (file: string, text: string) => string;

/** The page of a journey, and the one that lists them. */
const journeyAddress = (name?: JourneyName): string => (name === undefined ? 'journeys' : `journeys/${name}`);

/** Where the pages of files of the repository are. */
type Addresses = ReadonlyMap<string, string>;

/** A journey, and what the search finds in it. */
type JourneyPage = Page & { readonly passages: readonly Passage[] };

export function journeyPages(story: RecordedJourneys, addresses: Addresses): readonly JourneyPage[] {
  const linked: Link = (file, text) => `<a href="/${addresses.get(file) ?? ''}/">${text}</a>`;
  const items = journeyNames.map(
    (name) =>
      `<li><a href="/${journeyAddress(name)}/">${escaped(journeyTexts[name].title)}</a><br>${escaped(journeyTexts[name].purpose)}</li>`,
  );
  const body = `<h1>Journeys</h1>
<p>${INTRODUCTION} The reference client and the reference server made each request and reply when these pages were built.</p>
<p>${linked('spec/protocol/glossary.md', 'The glossary')} has the words, ${linked('spec/protocol/who-knows-what.md', 'one table')} says who knows what, and ${linked('spec/protocol/lost-keys.md', 'one page')} what to do when a device or a password is lost.</p>
<ol class="journeys">${items.join('')}</ol>`;
  return [
    {
      address: journeyAddress(),
      title: 'Journeys',
      body,
      passages: [{ title: 'Journeys', text: INTRODUCTION, page: `${journeyAddress()}/index.html` }],
    },
    ...journeyNames.map((name) => journeyPage(name, story, linked)),
  ];
}

const INTRODUCTION =
  'How an organization begins and grows, step by step: who sends what, what is signed and sealed with which key, what the server stores and what it cannot read.';

/** A step of a page. */
interface Step extends StepText {
  /** The number of the step in the protocol of a greeting. */
  readonly ofProtocol?: string | undefined;
  readonly rows: readonly SequenceRow[];
  /** HTML below the text. */
  readonly detail: string;
}

const SERVER = 'Server';

function journeyPage(name: JourneyName, story: RecordedJourneys, linked: Link): JourneyPage {
  const { title, purpose, chapters, sections = [] } = journeyTexts[name];
  const address = journeyAddress(name);
  const rules = chapters.map((file) => linked(file, /([^/]+?)(\/README)?\.md$/.exec(file)?.[1] ?? file));
  const steps = stepsOf(name, story, linked);
  const rows = steps.flatMap(({ rows }, nth) => rows.map((row) => ({ ...row, target: `step-${nth + 1}` })));
  const machines = [...new Set(rows.flatMap((row) => ('over' in row ? row.over : [row.from, row.to])))];
  // The server stands between those who talk over it.
  const [first = SERVER, ...others] = machines.filter((machine) => machine !== SERVER).sort();
  const participants = [first, SERVER, ...others].map((label) => ({ id: label, label }));
  const next = journeyNames[journeyNames.indexOf(name) + 1];
  const body = [
    `<h1>${escaped(title)}</h1>`,
    `<p>${escaped(purpose)} The rules: ${rules.join(', ')}. Words: ${linked('spec/protocol/glossary.md', 'glossary')}.</p>`,
    ...sections.map(
      ({ heading, paragraphs }, nth) =>
        `<h2 id="section-${nth + 1}">${escaped(heading)}</h2>${paragraphs.map((text) => `<p>${withStrong(text)}</p>`).join('')}`,
    ),
    '<h2 id="steps">Step by step</h2>',
    sequence(`Sequence of ${steps.length} steps`, participants, rows),
    `<div class="steps">`,
    ...steps.map(
      ({ title, ofProtocol, text, detail }, nth) =>
        `<section class="step" id="step-${nth + 1}" aria-labelledby="title-${nth + 1}"><h3 id="title-${nth + 1}">${nth + 1}. ${ofProtocol === undefined ? '' : `(protocol step ${ofProtocol}) `}${escaped(title)}</h3><p>${escaped(text)}</p>${detail}</section>`,
    ),
    '</div>',
    '<p>Private keys, shared keys and keys of passwords stay with the clients: the build compares each of them with all that was sent, and ends with an error if one is there.</p>',
    next === undefined
      ? `<p>This is the last journey. Go on with ${linked('spec/protocol/lost-keys.md', 'what to do when a device or a password is lost')}, ${linked('spec/protocol/who-knows-what.md', 'who knows what')}, or ${linked('spec/README.md', 'the chapters')}.</p>`
      : `<p>Next: <a href="/${journeyAddress(next)}/">${escaped(journeyTexts[next].title)}</a></p>`,
    `<script src="/journey.js"></script>`,
  ];
  const passages = [
    { title, text: purpose, page: `${address}/index.html` },
    ...sections.map(({ heading, paragraphs }, nth) => ({
      title: `${title}: ${heading}`,
      text: paragraphs.join(' ').replaceAll('**', ''),
      page: `${address}/index.html#section-${nth + 1}`,
    })),
    ...steps.map((step, nth) => ({
      title: `${title}: ${step.title}`,
      text: step.text,
      page: `${address}/index.html#step-${nth + 1}`,
    })),
  ];
  return { address, title, body: body.join('\n'), passages };
}

function stepsOf(name: JourneyName, story: RecordedJourneys, link: Link): readonly Step[] {
  const { toldBy, steps: own = {} } = journeyTexts[name];
  const events = story.journeys[name];
  const keys = events.map(keyOf);
  const peers = [
    ...new Set(events.flatMap((event) => (event.kind === 'spoken' ? [event.actor, event.to] : []))),
  ];
  const steps: Step[] = [];
  let isTold = false;
  for (const [nth, event] of events.entries()) {
    const key = keys[nth] ?? '';
    if (toldBy !== undefined && key === toldBy.to) isTold = false;
    if (isTold) continue;
    if (toldBy !== undefined && key === toldBy.from) {
      isTold = true;
      steps.push({
        title: 'The greeting begins',
        text: toldBy.text,
        rows: [{ over: [...peers, SERVER], label: 'steps 0 to 5, two codes compared' }],
        detail: `<p>They are the same as in <a href="/${journeyAddress(toldBy.journey)}/">${escaped(journeyTexts[toldBy.journey].title)}</a>.</p>`,
      });
      continue;
    }
    const isRepeated = key === 'kept' && keys.indexOf(key) < nth;
    const named = isRepeated ? 'kept again' : key;
    const text = own[`${key} ${event.actor}`] ?? own[named] ?? stepTexts[named];
    if (text === undefined) throw new Error(`the step ${key} of the journey ${name} has no text`);
    const peer = peers.find((one) => one !== event.actor) ?? SERVER;
    const filled = (part: string) => part.replaceAll('{actor}', event.actor).replaceAll('{peer}', peer);
    steps.push({
      title: filled(text.title),
      ofProtocol: event.kind === 'exchange' ? stepOf(messageOf(event.call))?.number : undefined,
      text: filled(text.text),
      rows: rowsOf(event),
      detail: detailOf(event, story, link),
    });
  }
  return steps;
}

/** The command of an event, with the step of a greeting. */
function keyOf(event: JourneyEvent): string {
  if (event.kind === 'kept') return 'kept';
  if (event.kind === 'spoken') return event.actor === "Alice's laptop" ? 'spoken greeter' : 'spoken claimer';
  const step = stepOf(messageOf(event.call));
  return step === undefined ? nameOf(event.call) : `${nameOf(event.call)} ${step.number}`;
}

/** The command or the operation of a request. */
function nameOf(call: Call): string {
  const { operation, command } = routeOf(call);
  return operation ?? command ?? call.target;
}

/** A request body, decoded. */
function messageOf({ body, headers }: Pick<Call, 'body' | 'headers'>): unknown {
  const bytes = bytesOfBase64(body);
  const isJson = headers.some(([name, value]) => /^content-type$/i.test(name) && value.includes('json'));
  return isJson ? JSON.parse(new TextDecoder().decode(bytes)) : unpacked(bytes)?.value;
}

/** The step of a greeting that a message contains, and the names of its other fields. */
function stepOf(value: unknown) {
  const { greeter_step, claimer_step } = Object(value) as { greeter_step?: object; claimer_step?: object };
  const content = greeter_step ?? claimer_step;
  if (content === undefined) return undefined;
  const { step, ...fields } = content as { step: string };
  return { number: /\d/.exec(step)?.[0] ?? '', fields: Object.keys(fields) };
}

function rowsOf(event: JourneyEvent): readonly SequenceRow[] {
  const { actor } = event;
  if (event.kind === 'kept') return [{ over: [actor], label: 'keys sealed in a file' }];
  if (event.kind === 'spoken')
    return [{ from: actor, to: event.to, kind: 'voice', label: `by voice: ${event.code}` }];
  const { call, answer, waited } = event;
  const asked = stepOf(messageOf(call));
  const request = asked === undefined ? nameOf(call) : [`step ${asked.number}`, ...asked.fields].join(': ');
  const value = unpacked(answer.body)?.value;
  const { status = `HTTP ${answer.status}` } = Object(value) as { status?: string };
  const got = stepOf(value)?.fields ?? [];
  const reply = `${waited ? 'not_ready, then ' : ''}${[status, ...got].join(': ')}`;
  return [
    { from: actor, to: SERVER, kind: 'request', label: request },
    { from: SERVER, to: actor, kind: 'reply', label: reply },
  ];
}

function detailOf(event: JourneyEvent, story: RecordedJourneys, link: Link): string {
  if (event.kind === 'kept') return '';
  if (event.kind === 'spoken')
    return facts([
      ['Read out', `<code>${event.code}</code>`],
      ['On the other screen', event.choices.map((code) => `<code>${code}</code>`).join(' ')],
      ['The server', 'hears nothing of it'],
    ]);
  return exchangeOf(event, story, link);
}

function exchangeOf(exchange: Exchange, story: RecordedJourneys, link: Link): string {
  const { actor, call, answer, waited, guards, stored } = exchange;
  const request = shown(messageOf(call), story);
  const type = answer.headers.find(([name]) => /^content-type$/i.test(name))?.[1] ?? '';
  const body = type.includes('json')
    ? JSON.parse(new TextDecoder().decode(answer.body))
    : unpacked(answer.body)?.value;
  const reply = body === undefined ? null : shown(body, story);
  const signed = found(request, '$signed').map(
    ([path, { by }]) => `<code>${escaped(path)}</code> by ${nameOfKey(String(by))}`,
  );
  const sealed = [...found(request, '$sealed'), ...found(reply, '$sealed')].map(
    ([path, { bytes }]) => `<code>${escaped(path)}</code>, ${bytes} bytes, under the shared key`,
  );
  const name = nameOf(call);
  const { operation, family } = routeOf(call);
  const reached = guards.filter(({ outcome }) => outcome !== 'not reached');
  const folder = operation === undefined ? `commands/${family}` : 'administration';
  return [
    facts([
      ['From', `${escaped(actor)} to the server, <code>${call.method} ${escaped(call.target)}</code>`],
      ['Command', link(`spec/${folder}/${name}/README.md`, `<code>${name}</code>`)],
      ['Authorised by', escaped(authorization(call, story))],
      ['Signed', signed.join('<br>')],
      ['Sealed', sealed.join('<br>')],
      sealed.length === 0
        ? ['The server can read', 'everything in this request and its reply']
        : [
            'The server cannot read',
            'what is sealed: it has neither the shared key nor a private key that makes it',
          ],
    ]),
    figure('Request, decoded', request),
    figure(
      `${waited ? 'Reply, after not_ready as long as the other side was not there' : 'Reply'}: HTTP ${answer.status}`,
      reply,
    ),
    stored.length === 0
      ? '<p>The server stores nothing new.</p>'
      : codeFigure('What the server stores', stored.map(shortened).join('\n')),
    `<details><summary>Rules that the server checked: ${reached.length}${reached.length < guards.length ? `; not reached after the refusal: ${guards.length - reached.length}` : ''}</summary><ol>${guards
      .map(
        ({ requirement, outcome }) =>
          `<li><a href="/${ruleAddress(requirement)}/"><code>${requirement}</code></a> ${outcome}</li>`,
      )
      .join('')}</ol></details>`,
  ].join('');
}

const nameOfKey = (name: string): string =>
  name === 'root key' ? 'the root key' : escaped(`the key of ${name}`);

/** Who authorises a request, by its token. */
function authorization({ headers, target }: Call, { keys }: RecordedJourneys): string {
  const [, token = ''] = headers.find(([name]) => /^authorization$/i.test(name)) ?? [];
  const [text, signature] = [token.slice(7, token.lastIndexOf('.')), token.slice(token.lastIndexOf('.') + 1)];
  if (target.startsWith('/administration')) return 'the administration token of the server';
  if (target.startsWith('/invited')) return 'the token of the link';
  if (token === '') return 'the bootstrap token in the body';
  const bytes = bytesOfBase64(signature.replaceAll('-', '+').replaceAll('_', '/'));
  const [, signer] =
    [...keys].find(([key]) => syncCrypto.verify(bytesOfHex(key), bytesOfText(text), bytes)) ?? [];
  if (signer === undefined) throw new Error('a token is signed with an unknown key');
  return `a token signed with the key of ${signer.name}`;
}

/** A decoded value, with what is inside of certificates and of what clients sealed. */
function shown(value: unknown, { keys, sealed }: RecordedJourneys): Notation {
  const open = (part: Notation): Notation => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map(open);
    const { $bin } = part as { $bin?: Notation };
    const box = typeof $bin === 'string' ? sealed.get($bin) : undefined;
    if (box !== undefined) return { $sealed: { bytes: box.bytes, content: box.content } };
    return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, open(inner)]));
  };
  return open(withOpened(toNotation(value), keys));
}

/** The objects with a word of the notation, such as `$signed`, with their paths. */
function found(
  value: Notation,
  word: string,
  path = '',
): readonly (readonly [path: string, content: Readonly<Record<string, unknown>>])[] {
  if (typeof value !== 'object' || value === null) return [];
  const content = (value as Readonly<Record<string, unknown>>)[word];
  if (content !== undefined) return [[path, content as Readonly<Record<string, unknown>>]];
  return Object.entries(value).flatMap(([name, inner]) =>
    found(inner as Notation, word, path === '' ? name : `${path}.${name}`),
  );
}

const facts = (rows: readonly (readonly [name: string, html: string])[]): string =>
  `<dl class="facts">${rows
    .filter(([, html]) => html !== '')
    .map(([name, html]) => `<dt>${name}</dt><dd>${html}</dd>`)
    .join('')}</dl>`;

const figure = (caption: string, value: Notation): string =>
  codeFigure(caption, value === null ? 'no body' : pretty(value));

/** Longest line of a stored value, in characters. */
const MAX_STORED = 160;

const shortened = (line: string): string =>
  line.length <= MAX_STORED ? line : `${line.slice(0, MAX_STORED)}… (${line.length} characters)`;

/** Text with its `**strong**` parts. */
const withStrong = (text: string): string =>
  escaped(text)
    .split('**')
    .map((part, nth) => (nth % 2 === 1 ? `<strong>${part}</strong>` : part))
    .join('');
