import { loadCertificate, splitSigned } from '@parsec-spec/spec/certificates';
import { type DateTime, DateTime as Instant, Uuid } from '@parsec-spec/spec/codec';
import {
  API_VERSION,
  decodeRequest,
  encodeReply,
  type Family,
  type Requests,
} from '@parsec-spec/spec/commands';
import {
  type Attempt,
  applyMove,
  type Move,
  readStep,
  type Side,
  writeStep,
} from '@parsec-spec/spec/greeting';

type Command = keyof Requests;
type Request = Requests[Command];
type Reply = { status: string; [field: string]: unknown };

/** A request as the relay received it. */
export interface HeardRequest {
  readonly family: Family;
  readonly request: Request;
  readonly body: Uint8Array;
  readonly authorization: string;
}

interface Invitation {
  readonly token: Uint8Array;
  readonly type: 'USER' | 'DEVICE';
  readonly email: string;
  readonly userId: Uuid;
  status: 'PENDING' | 'FINISHED' | 'CANCELLED';
}

/**
 * A test server of one organization that relays greetings by the state machine of the specification
 * and verifies nothing, to test the duties of clients.
 */
export interface Relay {
  readonly fetch: typeof fetch;
  readonly heard: HeardRequest[];
  readonly commands: () => string[];
  readonly common: { at: DateTime; bytes: Uint8Array }[];
  readonly invitations: Invitation[];
  /**
   * Answers instead of the relay unless it returns undefined. A number is an HTTP status, 'hang-up'
   * a broken connection.
   */
  intercept: (request: Request, family: Family) => Reply | number | 'hang-up' | undefined;
  /** Handles a request as an honest server and returns the reply. */
  readonly honest: (request: Request, authorization: string) => Reply | number;
}

export function openRelay(): Relay {
  const state: State = {
    common: [],
    invitations: [],
    attempts: new Map(),
    emails: new Map(),
    owners: new Map(),
  };
  const relay: Relay = {
    heard: [],
    commands: () => relay.heard.map(({ request }) => request.cmd),
    common: state.common,
    invitations: state.invitations,
    intercept: () => undefined,
    honest: (request, authorization) => answer(state, request, authorization),
    fetch: async (input, init) => {
      const asked = new globalThis.Request(input, init);
      const body = new Uint8Array(await asked.arrayBuffer());
      const family = new URL(asked.url).pathname.split('/')[1] as Family;
      const decoded = decodeRequest(family, body);
      if (!decoded.ok) throw new Error(`the client sent what is no request: ${decoded.detail}`);
      const authorization = asked.headers.get('authorization') ?? '';
      relay.heard.push({ family, request: decoded.request, body, authorization });
      const reply = relay.intercept(decoded.request, family) ?? relay.honest(decoded.request, authorization);
      if (reply === 'hang-up') throw new TypeError('fetch failed: the relay hung up');
      if (typeof reply === 'number') return new Response('', { status: reply });
      return new Response(Uint8Array.from(encodeReply(reply)), { headers: { 'api-version': API_VERSION } });
    },
  };
  return relay;
}

interface State {
  readonly common: { at: DateTime; bytes: Uint8Array }[];
  readonly invitations: Invitation[];
  /** The keys are token and greeter. */
  readonly attempts: Map<string, { invitation: Invitation; greeter: Uuid; live: Attempt }>;
  /** User ids by e-mail address and by device. */
  readonly emails: Map<string, { id: Uuid; name: string }>;
  readonly owners: Map<string, { id: Uuid; email: string; name: string }>;
}

const ok = { status: 'ok' };

function answer(state: State, request: Request, authorization: string): Reply | number {
  const device = authorization.split('.')[1] ?? '';
  const me = state.owners.get(device);
  const held = state.invitations.find(({ token }) => `Bearer ${hex(token)}` === authorization);
  if (held !== undefined && held.status !== 'PENDING') return 410;
  switch (request.cmd) {
    case 'organization_bootstrap':
      return enrolled(state, [request.user_certificate, request.device_certificate]);
    case 'user_create':
      return enrolled(state, [request.user_certificate, request.device_certificate]);
    case 'device_create':
      return enrolled(state, [request.device_certificate]);
    case 'certificate_get': {
      const after = request.common_after?.micros ?? -1n;
      const later = state.common.filter(({ at }) => at.micros > after);
      return { ...ok, ...nothingElse, common_certificates: later.map(({ bytes }) => bytes) };
    }
    case 'invite_new_user':
      return opened(state, 'USER', request.claimer_email, me?.id);
    case 'invite_new_device':
      return opened(state, 'DEVICE', me?.email ?? '', me?.id);
    case 'invite_list':
      return { ...ok, invitations: state.invitations.map((each) => listed(each)) };
    case 'invite_complete': {
      const found = state.invitations.find(({ token }) => hex(token) === hex(request.token));
      if (found?.status === 'FINISHED') return { status: 'invitation_already_completed' };
      if (found !== undefined) found.status = 'FINISHED';
      return found === undefined ? { status: 'invitation_not_found' } : ok;
    }
    case 'invite_cancel': {
      const found = state.invitations.find(({ token }) => hex(token) === hex(request.token));
      if (found !== undefined) found.status = 'CANCELLED';
      return found === undefined ? { status: 'invitation_not_found' } : ok;
    }
    case 'invite_info':
      return held === undefined ? 403 : info(state, held);
    default:
      return isOfGreeting(request) ? greeting(state, request, me?.id, held) : 404;
  }
}

const nothingElse = {
  sequester_certificates: [],
  shamir_recovery_certificates: [],
  realm_certificates: new Map(),
};

function enrolled(state: State, certificates: readonly Uint8Array[]): Reply {
  const last = state.common.at(-1)?.at;
  const loaded = certificates.map((bytes) => {
    const read = loadCertificate(splitSigned(bytes)?.message ?? bytes);
    if (!read.ok) throw new Error(`the client wrote no certificate: ${read.reason}`);
    return { bytes, content: read.certificate };
  });
  const at = loaded[0]?.content.timestamp ?? Instant.ofMillis(0);
  if (last !== undefined && at.micros <= last.micros) {
    return { status: 'require_greater_timestamp', strictly_greater_than: last };
  }
  for (const { content } of loaded) {
    if (content.type === 'user_certificate' && content.human_handle !== null) {
      const [email, name] = content.human_handle;
      if (state.emails.has(email)) return { status: 'human_handle_already_taken' };
      state.emails.set(email, { id: content.user_id, name });
    }
    if (content.type === 'device_certificate') {
      const [email = '', known] = [...state.emails].find(([, { id }]) => id.equals(content.user_id)) ?? [];
      state.owners.set(content.device_id.hex, { id: content.user_id, email, name: known?.name ?? '' });
    }
  }
  state.common.push(...loaded.map(({ bytes }) => ({ at, bytes })));
  return ok;
}

function opened(state: State, type: Invitation['type'], email: string, userId: Uuid | undefined): Reply {
  const token = Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256));
  state.invitations.push({
    token,
    type,
    email,
    userId: userId ?? Uuid.of(new Uint8Array(16)),
    status: 'PENDING',
  });
  return { ...ok, token, email_sent: 'SUCCESS' };
}

const createdBy = (id: Uuid) => ({ type: 'USER', user_id: id, human_handle: ['alice@example.com', 'Alice'] });

const listed = ({ token, type, email, userId, status }: Invitation) => ({
  type,
  token,
  status,
  created_on: Instant.ofMillis(0),
  created_by: createdBy(userId),
  ...(type === 'USER' && { claimer_email: email }),
});

function info(state: State, { type, email, userId }: Invitation): Reply {
  const who = state.emails.get(email);
  if (type === 'DEVICE') {
    const handle = [email, who?.name ?? ''];
    return {
      ...ok,
      type,
      claimer_user_id: userId,
      claimer_human_handle: handle,
      created_by: createdBy(userId),
    };
  }
  const alice = { user_id: userId, human_handle: ['alice@example.com', 'Alice'], online_status: 'UNKNOWN' };
  const administrators = [{ ...alice, last_greeting_attempt_joined_on: null }];
  return { ...ok, type, claimer_email: email, created_by: createdBy(userId), administrators };
}

/** A command about a greeting attempt. */
type GreetingRequest = Extract<Request, { readonly cmd: `invite_${'greeter' | 'claimer'}_${string}` }>;

const isOfGreeting = (request: Request): request is GreetingRequest =>
  /^invite_(greeter|claimer)_/.test(request.cmd);

function greeting(
  state: State,
  request: GreetingRequest,
  me: Uuid | undefined,
  held: Invitation | undefined,
): Reply | number {
  const side: Side = held === undefined ? 'GREETER' : 'CLAIMER';
  const at = Instant.ofMillis(Date.now());
  if ('token' in request || 'greeter' in request) {
    const invitation =
      held ?? state.invitations.find((each) => 'token' in request && hex(each.token) === hex(request.token));
    const greeter = 'greeter' in request ? request.greeter : me;
    if (invitation === undefined || greeter === undefined) return { status: 'invitation_not_found' };
    const key = `${hex(invitation.token)}/${greeter.hex}`;
    const live = state.attempts.get(key)?.live ?? null;
    const fresh = Uuid.of(Uint8Array.from({ length: 16 }, () => Math.floor(Math.random() * 256)));
    const turn = applyMove(live, { move: 'start', side, fresh }, at);
    const last = 'attempts' in turn ? turn.attempts.at(-1) : undefined;
    if (last === undefined) throw new Error('a start meets no objection');
    for (const attempt of 'attempts' in turn ? turn.attempts : [])
      ended.set(attempt.greeting_attempt.hex, attempt);
    state.attempts.set(key, { invitation, greeter, live: last });
    return { ...ok, greeting_attempt: last.greeting_attempt };
  }
  const found = [...state.attempts.values()].find(({ live }) =>
    live.greeting_attempt.equals(request.greeting_attempt),
  );
  if (found?.invitation.status === 'FINISHED' && side === 'GREETER')
    return { status: 'invitation_completed' };
  const attempt = found?.live ?? ended.get(request.greeting_attempt.hex);
  if (attempt === undefined) return { status: 'greeting_attempt_not_found' };
  const move = moveOf(request, side);
  const turn = applyMove(attempt, move, at);
  if ('objection' in turn) return objected(turn.objection, attempt, move);
  const [changed = attempt] = turn.attempts;
  if (found !== undefined) found.live = changed;
  if (move.move !== 'step') return ok;
  if (turn.peerHalf === undefined) return { status: 'not_ready' };
  const plain = { step: move.step, payload: turn.peerHalf };
  return side === 'GREETER'
    ? { ...ok, claimer_step: writeStep('CLAIMER', plain) }
    : { ...ok, greeter_step: writeStep('GREETER', plain) };
}

/** Attempts that a later start cancelled. */
const ended = new Map<string, Attempt>();

function moveOf(request: GreetingRequest, side: Side): Move {
  if ('greeter_step' in request) return { move: 'step', side, ...readStep('GREETER', request.greeter_step) };
  if ('claimer_step' in request) return { move: 'step', side, ...readStep('CLAIMER', request.claimer_step) };
  if ('reason' in request) return { move: 'cancel', side, reason: request.reason };
  throw new Error(`no move: ${request.cmd}`);
}

function objected(objection: string, { cancelled }: Attempt, { move }: Move): Reply {
  const already = move === 'cancel' ? 'greeting_attempt_already_cancelled' : 'greeting_attempt_cancelled';
  if (objection === 'cancelled') return { status: already, ...cancelled };
  const words: Record<string, string> = {
    'not-joined': 'greeting_attempt_not_joined',
    'too-advanced': 'step_too_advanced',
    mismatch: 'step_mismatch',
  };
  return { status: words[objection] ?? objection };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
