import type { Notation } from '@parsec-spec/spec/notation';
import { sharedKey, shortCodes } from '../../people/greeting-secrets.ts';
import { stepWords } from '../../people/greeting-steps.ts';
import { sodium } from '../../people/keys.ts';
import { Id } from '../../wire/values.ts';
import { hex, notationOf } from '../vector-file.ts';
import { castOf, type JourneyCast, randomNames } from './cast.ts';
import { certificatesOf, payload } from './enrolment-bytes.ts';
import { type JourneyLine, Script } from './transcript.ts';

/** A whole greeting, line by line (fixtures/README.md). */
export interface GreetingJourney {
  readonly version: 1;
  readonly subject: 'greeting';
  readonly about: string;
  readonly seed: string;
  readonly random: Readonly<Record<string, string>>;
  readonly given: Readonly<Record<string, Notation>>;
  readonly lines: readonly JourneyLine[];
}

/**
 * Alice founds an organization and enrols Bob: all messages and computed values, from a seed. Uses
 * the judge's own codec and libsodium.
 */
export async function greetingJourney(seed: Uint8Array): Promise<GreetingJourney> {
  const cast = castOf(seed);
  const script = new Script(cast);
  await founding(script, cast);
  inviting(script, cast);
  const key = knowing(script, cast);
  await enrolling(script, cast, key);
  const { greeter, claimer, organization } = cast;
  return {
    version: 1,
    subject: 'greeting',
    about:
      'A founder lets a newcomer in: every request and reply, what each side works out, and what they tell each other by voice. ' +
      'Each entry of `random` is BLAKE2b of its name, keyed with the seed; all else follows.',
    seed: hex(seed),
    random: Object.fromEntries(randomNames.map((name) => [name, hex(cast.random(name))])),
    given: {
      organization_id: organization,
      founded_on: notationOf(cast.at(0)),
      greeter: { human_handle: [...greeter.handle], device_label: greeter.label },
      claimer: { human_handle: [...claimer.handle], device_label: claimer.label, profile: 'STANDARD' },
    },
    lines: script.lines,
  };
}

async function founding(script: Script, { root, greeter }: JourneyCast): Promise<void> {
  const certificates = await certificatesOf(greeter, 'ADMIN', script.now, { id: null, key: root });
  const { user_certificate, device_certificate, redacted_user_certificate, redacted_device_certificate } =
    certificates;
  const request = {
    cmd: 'organization_bootstrap',
    bootstrap_token: null,
    root_verify_key: root.verifyKey,
    ...{ user_certificate, device_certificate, redacted_user_certificate, redacted_device_certificate },
    sequester_authority_certificate: null,
  };
  script.calls(
    'greeter',
    'Founds the organization, where no token is asked for. Its first administrator is to greet.',
    'anonymous',
    request,
    { status: 'ok' },
  );
}

function inviting(script: Script, { random, greeter, claimer }: JourneyCast): void {
  const [email] = claimer.handle;
  const token = random('invitation token');
  const handle = [...greeter.handle];
  script.calls(
    'greeter',
    'Invites an address. The token goes into the link that the other one gets.',
    'authenticated',
    { cmd: 'invite_new_user', claimer_email: email, send_email: false },
    { status: 'ok', email_sent: 'SUCCESS', token },
  );
  const administrator = {
    human_handle: handle,
    last_greeting_attempt_joined_on: null,
    online_status: 'UNKNOWN',
    user_id: greeter.user,
  };
  script.calls(
    'claimer',
    'Looks at the invitation of the link: who invited, who may greet.',
    'invited',
    { cmd: 'invite_info' },
    {
      status: 'ok',
      type: 'USER',
      administrators: [administrator],
      claimer_email: email,
      created_by: { type: 'USER', human_handle: handle, user_id: greeter.user },
    },
  );
  const greeting_attempt = new Id(random('greeting attempt'));
  const started = { status: 'ok', greeting_attempt };
  script.calls(
    'claimer',
    'Starts an attempt with one who may greet.',
    'invited',
    { cmd: 'invite_claimer_start_greeting_attempt', greeter: greeter.user },
    started,
  );
  script.calls(
    'greeter',
    'Starts it too, and gets the same attempt.',
    'authenticated',
    { cmd: 'invite_greeter_start_greeting_attempt', token },
    started,
  );
}

type Brought = Readonly<Record<string, unknown>>;

/** Both sides submit a step: the claimer first, which then polls again. */
function step(
  script: Script,
  { random }: JourneyCast,
  number: number,
  greeter: Brought,
  claimer: Brought,
  does: readonly [string, string],
): void {
  const greeting_attempt = new Id(random('greeting attempt'));
  const claimer_step = { step: stepWords.claimer[number], ...claimer };
  const greeter_step = { step: stepWords.greeter[number], ...greeter };
  const asked = { cmd: 'invite_claimer_step', greeting_attempt, claimer_step };
  script.calls('claimer', does[0], 'invited', asked, { status: 'not_ready' });
  script.calls(
    'greeter',
    does[1],
    'authenticated',
    { cmd: 'invite_greeter_step', greeting_attempt, greeter_step },
    { status: 'ok', claimer_step },
  );
  script.calls('claimer', 'Says it again, and hears the greeter.', 'invited', asked, {
    status: 'ok',
    greeter_step,
  });
}

function knowing(script: Script, cast: JourneyCast): Uint8Array {
  const { random, greeter, claimer } = cast;
  const publicKeys = { greeter: greeter.ephemeral.publicKey, claimer: claimer.ephemeral.publicKey };
  const nonces = { greeter: random('greeter nonce'), claimer: random('claimer nonce') };
  step(script, cast, 0, { public_key: publicKeys.greeter }, { public_key: publicKeys.claimer }, [
    'Shows a public key made for this attempt. The greeter has not come yet.',
    'Shows one too, and hears the claimer’s.',
  ]);
  const key = sharedKey(greeter.ephemeral.bytes, publicKeys.claimer, publicKeys);
  const hashed = new Uint8Array(sodium.crypto_hash_sha256(nonces.claimer));
  const shared =
    'Works out the shared key: BLAKE2b-512 over X25519 secret, greeter’s key, claimer’s key; the first half.';
  script.computes('greeter', shared, 'shared_key', key);
  script.computes(
    'claimer',
    shared,
    'shared_key',
    sharedKey(claimer.ephemeral.bytes, publicKeys.greeter, publicKeys),
  );
  script.computes('claimer', 'Hashes its nonce (SHA-256).', 'hashed_nonce', hashed);
  step(script, cast, 1, {}, { hashed_nonce: hashed }, ['Binds itself to its nonce.', 'Hears the hash.']);
  step(script, cast, 2, { greeter_nonce: nonces.greeter }, {}, [
    'Asks for the greeter’s nonce.',
    'Tells its nonce.',
  ]);
  step(script, cast, 3, {}, { claimer_nonce: nonces.claimer }, [
    'Tells the nonce it is bound to.',
    'Hears it, and holds it against the hash.',
  ]);
  const codes = shortCodes(key, nonces);
  const coded =
    'Works out both codes: keyed BLAKE2b-512 over claimer’s and greeter’s nonce, its first five bytes.';
  for (const actor of ['greeter', 'claimer'] as const) script.computes(actor, coded, 'codes', { ...codes });
  script.tells('greeter', 'Tells its code by voice; the claimer finds it among decoys.', codes.greeter);
  step(script, cast, 4, {}, {}, ['Says that the greeter is trusted.', 'Hears that it is trusted.']);
  script.tells('claimer', 'Tells its code by voice; the greeter finds it among decoys.', codes.claimer);
  step(script, cast, 5, {}, {}, ['Waits for the greeter’s trust.', 'Says that the claimer is trusted.']);
  return key;
}

async function enrolling(script: Script, cast: JourneyCast, key: Uint8Array): Promise<void> {
  const { random, root, greeter, claimer } = cast;
  const data = {
    type: 'invite_user_data',
    requested_device_label: claimer.label,
    requested_human_handle: [...claimer.handle],
    public_key: claimer.privateKey.publicKey,
    verify_key: claimer.key.verifyKey,
  };
  script.computes(
    'claimer',
    'Makes its keys, and says what it would like to be called.',
    'invite_user_data',
    data,
  );
  const claimer_payload = await payload(key, random('claimer payload nonce'), data);
  step(script, cast, 6, {}, { claimer_payload }, ['Sends that, sealed under the shared key.', 'Hears it.']);
  const by = { id: greeter.device, key: greeter.key };
  const certificates = await certificatesOf(claimer, 'STANDARD', script.now, by);
  script.calls(
    'greeter',
    'Decides, and makes the newcomer known to the server.',
    'authenticated',
    { cmd: 'user_create', ...certificates },
    { status: 'ok' },
  );
  const confirmation = {
    type: 'invite_user_confirmation',
    user_id: claimer.user,
    device_id: claimer.device,
    device_label: claimer.label,
    human_handle: [...claimer.handle],
    profile: 'STANDARD',
    root_verify_key: root.verifyKey,
  };
  script.computes('greeter', 'Says who the newcomer is now.', 'invite_user_confirmation', confirmation);
  const greeter_payload = await payload(key, random('greeter payload nonce'), confirmation);
  step(script, cast, 7, { greeter_payload }, {}, [
    'Waits for the confirmation.',
    'Sends it, sealed under the shared key.',
  ]);
  step(script, cast, 8, {}, {}, ['Has kept its device, and says so.', 'Hears that the newcomer knows.']);
  script.calls(
    'greeter',
    'Closes the invitation.',
    'authenticated',
    { cmd: 'invite_complete', token: random('invitation token') },
    { status: 'ok' },
  );
}
