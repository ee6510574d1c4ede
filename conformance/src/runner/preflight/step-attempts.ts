import { CodedError } from '@parsec-spec/spec/errors';
import type { Administration } from '../../judge/administration.ts';
import { EventStream } from '../../judge/event-stream.ts';
import { Expectations } from '../../judge/expect.ts';
import { type Step, withinTime } from '../../judge/failure.ts';
import type { Member, Members } from '../../judge/members.ts';
import { createOrganization, type Organization, uncreatedOrganization } from '../../judge/organization.ts';
import type { Rpc } from '../../judge/rpc.ts';
import type { TargetClock } from '../../judge/target-clock.ts';
import { makeBootstrap } from '../../people/bootstrap.ts';
import type { Cast } from '../../people/cast.ts';
import type { Secrets } from '../../wire/secrets.ts';
import { UNROUTED } from './preflight.ts';

/** Maximum wait for one event, in ms. */
export const EVENT_TIMEOUT_MS = 2000;

/** Thrown by a step that cannot be tried. The message is the reason. */
export class NotTried extends CodedError<'not-tried'> {
  constructor(reason: string) {
    super('not-tried', reason);
  }
}

/** The callers of one step, which end at its time limit. */
export interface StepTools {
  /** Undefined without an administration token. */
  readonly administration: Administration | undefined;
  readonly rpc: Rpc;
  readonly members: Members;
  readonly signal: AbortSignal;
}

/** Shared by all steps of one walk. */
export interface StepContext {
  /** Name of the organization. */
  readonly name: string;
  readonly cast: Cast;
  readonly clock: TargetClock;
  readonly secrets: Secrets;
}

/** What the steps so far have made. A step reads what an earlier one wrote. */
export interface StepProgress {
  readonly passed: Set<Step>;
  organization?: Organization;
  author?: Member;
  /** Whether there is an organization with the name now. */
  created: boolean;
  /**
   * Whether the server created the organization without the administration. Undefined if this was
   * not tried.
   */
  spontaneous?: boolean;
  /** Time from the answer to a change until its event, in ms. Undefined: no event was received. */
  eventDelayMs?: number;
  /** Whether the server has an event stream; undefined if it was not asked for one. */
  events?: boolean;
  /** The event that `listen` waits for after the first one. */
  awaits?: string;
}

/** What each step sends, and the answers that it expects. It throws a Failure or NotTried. */
export const attempts: Readonly<
  Record<Step, (tools: StepTools, progress: StepProgress, context: StepContext) => Promise<void>>
> = {
  create: async ({ administration }, progress, { name, secrets }) => {
    if (administration === undefined) {
      // The bootstrap creates the organization, if the server permits it.
      progress.organization = uncreatedOrganization(name);
      throw new NotTried('no administration token (--administration-token)');
    }
    const facts = { administered: true, spontaneous: false, secrets };
    progress.organization = await createOrganization(name, {}, administration, facts);
    progress.created = true;
  },

  bootstrap: async ({ rpc }, progress, { cast, clock }) => {
    const { id, token } = progress.organization ?? raise('no organization');
    const person = cast.person('alice');
    const { device } = person;
    const root = cast.signingKey('root');
    const { message } = makeBootstrap({ token, root, at: clock.now(), person, device });
    const answer = await rpc.anonymous(id, message);
    if (token !== null) expect.reply(answer, 'ok', 'the bootstrap');
    else {
      expect.answer(answer, ['ok', 404], 'the bootstrap of an organization that does not exist');
      progress.spontaneous = answer.status === 200;
      if (!progress.spontaneous)
        throw new NotTried('no administration token, and spontaneous creation is off');
      progress.created = true;
    }
    progress.author = { organization: id, device, person };
  },

  authenticate: async ({ rpc }, progress) => {
    const author = authorOf(progress);
    const call = () => rpc.authenticated(author, { cmd: 'organization_info' });
    const answer = await call();
    // The server may give each new organization terms of service.
    const hasTerms = answer.status === 463;
    if (hasTerms) await acceptTerms(rpc, author);
    expect.reply(hasTerms ? await call() : answer);
  },

  invite: async ({ rpc }, progress) => {
    const author = authorOf(progress);
    const answer = await rpc.authenticated(author, invitationOf('zack'));
    const token = expect.bytes(expect.reply(answer), 'token', answer);
    expect.equal(token.length, 16, 'bytes of the token', answer);
    const hex = Buffer.from(token).toString('hex');
    expect.reply(await rpc.invited(author.organization, hex, { cmd: 'invite_info' }));
  },

  enrol: async ({ members }, progress, { cast }) => {
    await members.enrol(authorOf(progress), cast.person('bob'));
  },

  listen: async ({ rpc, members, signal }, progress, { cast, clock, secrets }) => {
    const author = authorOf(progress);
    const opened = clock.now();
    const opening = await openStream(rpc, author, progress);
    expect.answer(opening.exchange, 200, 'opening an event stream');
    const stream = new EventStream(opening, opened, signal, secrets, {
      maxMs: () => EVENT_TIMEOUT_MS,
      waitFor: (limitMs, work) => withinTime(limitMs, () => work(limitMs), performance.now()),
    });
    try {
      const { fields } = await stream.next('the event ORGANIZATION_CONFIG');
      expect.equal(fields.event, 'ORGANIZATION_CONFIG', 'the first event', stream.opening);
      // Waits for the event of a change only if an earlier step shows a change that works.
      const { passed } = progress;
      if (!passed.has('enrol') && !passed.has('invite')) return;
      const invited = { event: 'INVITATION', invitation_status: 'PENDING' };
      const { message, at } = members.enrolment(author, { person: cast.person('carol') });
      const { command, event, late } = passed.has('enrol')
        ? { command: message, event: { event: 'COMMON_CERTIFICATE', timestamp: at }, late: [invited] }
        : { command: invitationOf('yves'), event: invited, late: [] };
      progress.awaits = event.event;
      // The event may arrive before the answer.
      const arriving = stream.event(event, `the event ${event.event}`, late).then(() => performance.now());
      arriving.catch(() => undefined);
      expect.reply(await rpc.authenticated(author, command));
      const answered = performance.now();
      progress.eventDelayMs = Math.max(0, Math.round((await arriving) - answered));
    } finally {
      stream.close();
    }
  },
};

/**
 * Asks for the event stream of a device. Only its own organization can show that there is none: for
 * an unknown one, a correct server answers 404, too.
 */
export async function openStream(rpc: Rpc, author: Member, progress: StepProgress) {
  const opening = await rpc.listen(author);
  progress.events = !UNROUTED.includes(opening.exchange.status);
  return opening;
}

const expect = new Expectations();

const authorOf = ({ author }: StepProgress): Member => author ?? raise('no device');

async function acceptTerms(rpc: Rpc, author: Member): Promise<void> {
  const answer = await rpc.tos(author, { cmd: 'tos_get' });
  const tos_updated_on = expect.instant(expect.reply(answer), 'updated_on', answer);
  expect.reply(await rpc.tos(author, { cmd: 'tos_accept', tos_updated_on }));
}

/** `invite_new_user` without a mail. */
const invitationOf = (name: string) => ({
  cmd: 'invite_new_user',
  claimer_email: `${name}@example.com`,
  send_email: false,
});

function raise(message: string): never {
  throw new Error(message);
}
