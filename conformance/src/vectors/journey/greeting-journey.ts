import type { Notation } from '@parsec-spec/spec/notation';
import { sharedKey, shortCodes } from '../../people/greeting-secrets.ts';
import { roles, stepWords } from '../../people/greeting-steps.ts';
import { sodium } from '../../people/keys.ts';
import { type Fields, Id } from '../../wire/values.ts';
import { hex, notationOf } from '../vector-file.ts';
import { castOf, type JourneyCast, randomNames } from './cast.ts';
import { certificatesOf, payload } from './enrolment-bytes.ts';
import { type JourneyLine, Transcript } from './transcript.ts';

/** The transcript of a complete greeting (fixtures/README.md). */
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
 * Makes the transcript of a greeting from a seed: Alice founds an organization and enrols Bob. Uses
 * the judge's own codec and libsodium.
 */
export async function greetingJourney(seed: Uint8Array): Promise<GreetingJourney> {
  const cast = castOf(seed);
  const transcript = new Transcript(cast);
  await writeBootstrap(transcript, cast);
  writeInvitation(transcript, cast);
  const key = writeAuthentication(transcript, cast);
  await writeEnrolment(transcript, cast, key);
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
    lines: transcript.lines,
  };
}

async function writeBootstrap(transcript: Transcript, { root, greeter }: JourneyCast): Promise<void> {
  const certificates = await certificatesOf(greeter, 'ADMIN', transcript.now, { id: null, key: root });
  const { user_certificate, device_certificate, redacted_user_certificate, redacted_device_certificate } =
    certificates;
  const request = {
    cmd: 'organization_bootstrap',
    bootstrap_token: null,
    root_verify_key: root.verifyKey,
    ...{ user_certificate, device_certificate, redacted_user_certificate, redacted_device_certificate },
    sequester_authority_certificate: null,
  };
  transcript.calls(
    'greeter',
    'Founds the organization, where no token is asked for. Its first administrator is to greet.',
    'anonymous',
    request,
    { status: 'ok' },
  );
}

function writeInvitation(transcript: Transcript, { random, greeter, claimer }: JourneyCast): void {
  const [email] = claimer.handle;
  const token = random('invitation token');
  const handle = [...greeter.handle];
  transcript.calls(
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
  transcript.calls(
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
  transcript.calls(
    'claimer',
    'Starts an attempt with one who may greet.',
    'invited',
    { cmd: 'invite_claimer_start_greeting_attempt', greeter: greeter.user },
    started,
  );
  transcript.calls(
    'greeter',
    'Starts it too, and gets the same attempt.',
    'authenticated',
    { cmd: 'invite_greeter_start_greeting_attempt', token },
    started,
  );
}

/** Both sides submit a step. The claimer is first, gets `not_ready`, and repeats its request. */
function writeStep(
  transcript: Transcript,
  { random }: JourneyCast,
  number: number,
  greeter: Fields,
  claimer: Fields,
  does: readonly [string, string],
): void {
  const greeting_attempt = new Id(random('greeting attempt'));
  const claimer_step = { step: stepWords.claimer[number], ...claimer };
  const greeter_step = { step: stepWords.greeter[number], ...greeter };
  const stepRequest = { cmd: 'invite_claimer_step', greeting_attempt, claimer_step };
  transcript.calls('claimer', does[0], 'invited', stepRequest, { status: 'not_ready' });
  transcript.calls(
    'greeter',
    does[1],
    'authenticated',
    { cmd: 'invite_greeter_step', greeting_attempt, greeter_step },
    { status: 'ok', claimer_step },
  );
  transcript.calls('claimer', 'Says it again, and hears the greeter.', 'invited', stepRequest, {
    status: 'ok',
    greeter_step,
  });
}

function writeAuthentication(transcript: Transcript, cast: JourneyCast): Uint8Array {
  const { random, greeter, claimer } = cast;
  const publicKeys = { greeter: greeter.ephemeral.publicKey, claimer: claimer.ephemeral.publicKey };
  const nonces = { greeter: random('greeter nonce'), claimer: random('claimer nonce') };
  writeStep(transcript, cast, 0, { public_key: publicKeys.greeter }, { public_key: publicKeys.claimer }, [
    'Shows a public key made for this attempt. The greeter has not come yet.',
    'Shows one too, and hears the claimer’s.',
  ]);
  const key = sharedKey(greeter.ephemeral.bytes, publicKeys.claimer, publicKeys);
  const hashed = new Uint8Array(sodium.crypto_hash_sha256(nonces.claimer));
  const shared =
    'Works out the shared key: BLAKE2b-512 over X25519 secret, greeter’s key, claimer’s key; the first half.';
  transcript.computes('greeter', shared, 'shared_key', key);
  transcript.computes(
    'claimer',
    shared,
    'shared_key',
    sharedKey(claimer.ephemeral.bytes, publicKeys.greeter, publicKeys),
  );
  transcript.computes('claimer', 'Hashes its nonce (SHA-256).', 'hashed_nonce', hashed);
  writeStep(transcript, cast, 1, {}, { hashed_nonce: hashed }, [
    'Binds itself to its nonce.',
    'Hears the hash.',
  ]);
  writeStep(transcript, cast, 2, { greeter_nonce: nonces.greeter }, {}, [
    'Asks for the greeter’s nonce.',
    'Tells its nonce.',
  ]);
  writeStep(transcript, cast, 3, {}, { claimer_nonce: nonces.claimer }, [
    'Tells the nonce it is bound to.',
    'Hears it, and holds it against the hash.',
  ]);
  const codes = shortCodes(key, nonces);
  const coded =
    'Works out both codes: keyed BLAKE2b-512 over claimer’s and greeter’s nonce, its first five bytes.';
  for (const actor of roles) transcript.computes(actor, coded, 'codes', { ...codes });
  transcript.tells('greeter', 'Tells its code by voice; the claimer finds it among decoys.', codes.greeter);
  writeStep(transcript, cast, 4, {}, {}, ['Says that the greeter is trusted.', 'Hears that it is trusted.']);
  transcript.tells('claimer', 'Tells its code by voice; the greeter finds it among decoys.', codes.claimer);
  writeStep(transcript, cast, 5, {}, {}, [
    'Waits for the greeter’s trust.',
    'Says that the claimer is trusted.',
  ]);
  return key;
}

async function writeEnrolment(transcript: Transcript, cast: JourneyCast, key: Uint8Array): Promise<void> {
  const { random, root, greeter, claimer } = cast;
  const data = {
    type: 'invite_user_data',
    requested_device_label: claimer.label,
    requested_human_handle: [...claimer.handle],
    public_key: claimer.privateKey.publicKey,
    verify_key: claimer.key.verifyKey,
  };
  transcript.computes(
    'claimer',
    'Makes its keys, and says what it would like to be called.',
    'invite_user_data',
    data,
  );
  const claimer_payload = await payload(key, random('claimer payload nonce'), data);
  writeStep(transcript, cast, 6, {}, { claimer_payload }, [
    'Sends that, sealed under the shared key.',
    'Hears it.',
  ]);
  const by = { id: greeter.device, key: greeter.key };
  const certificates = await certificatesOf(claimer, 'STANDARD', transcript.now, by);
  transcript.calls(
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
  transcript.computes('greeter', 'Says who the newcomer is now.', 'invite_user_confirmation', confirmation);
  const greeter_payload = await payload(key, random('greeter payload nonce'), confirmation);
  writeStep(transcript, cast, 7, { greeter_payload }, {}, [
    'Waits for the confirmation.',
    'Sends it, sealed under the shared key.',
  ]);
  writeStep(transcript, cast, 8, {}, {}, [
    'Has kept its device, and says so.',
    'Hears that the newcomer knows.',
  ]);
  transcript.calls(
    'greeter',
    'Closes the invitation.',
    'authenticated',
    { cmd: 'invite_complete', token: random('invitation token') },
    { status: 'ok' },
  );
}
