import type { EndedCall } from '@parsec-spec/reference-client/transport';
import { readDocument, splitSigned } from '@parsec-spec/spec/certificates';
import { DateTime, Float, Uuid } from '@parsec-spec/spec/codec';
import { type CommandName, families } from '@parsec-spec/spec/commands';
import type { RequirementId } from '@parsec-spec/spec/requirements';
import { printable } from '@parsec-spec/spec/scalars';

/** A sentence about the keys of a request, and the requirements that it follows. */
export interface KeyUse {
  readonly text: string;
  readonly requirements: readonly RequirementId[];
}

/** A request as the drawer shows it. It contains no key, password, token or code. */
export interface ShownCall {
  readonly command: string;
  /** Method and path. */
  readonly route: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly outcome: string;
  /** The decoded fields, as JSON. */
  readonly request: string;
  /** Undefined without a declared reply. */
  readonly reply: string | undefined;
  readonly keys: readonly KeyUse[];
}

/** Returns what a person may see of a call. */
export function shownCall({ family, request, deviceId, ended }: EndedCall): ShownCall {
  const { cmd, ...fields } = request;
  const { outcome, http, reply } = ended;
  const { route, authentication } = families[family];
  const { status, ...answered } = reply ?? { status: outcome };
  const opensStream = cmd === 'events_listen';
  const uses = cmd.endsWith('er_step') ? stepUses(fields) : (commandUses[cmd] ?? []);
  const ending = reply === undefined && !opensStream ? endUses(outcome) : [];
  return {
    command: cmd,
    route: opensStream ? `GET ${route}/events` : `POST ${route}`,
    at: Date.now(),
    outcome: http === undefined ? status : `${status}, HTTP ${http}`,
    request: textOf(fields),
    reply: reply === undefined ? undefined : textOf({ status, ...answered }),
    keys: [headerUse(authentication, deviceId), ...uses, ...ending],
  };
}

const use = (text: string, ...requirements: readonly RequirementId[]): KeyUse => ({ text, requirements });

function headerUse(authentication: 'none' | 'invitation' | 'device', deviceId: Uuid | undefined): KeyUse {
  switch (authentication) {
    case 'none':
      return use('No key signs the header.', 'client-transport/sends-api-version');
    case 'invitation':
      return use(
        'No key signs the header: it contains the token of the link.',
        'authentication/invitation-token-form',
      );
    case 'device':
      return use(
        `The header is signed by the signing key of this device, ${deviceId?.hex}.`,
        'authentication/client-token-form',
      );
  }
}

const signedByDevice = 'The signing key of this device signed each certificate.';

/** A command that is not listed here has no keys besides those of its header. */
const commandUses: { readonly [Command in CommandName]?: readonly KeyUse[] } = {
  organization_bootstrap: [
    use('A new root key signed each certificate.', 'organization_bootstrap/client-fresh-root-key'),
    use('The root key is not kept: nothing can be signed with it again.', 'client-keys/root-key-never-kept'),
    use('The private keys stay in this browser.', 'organization_bootstrap/client-keeps-private-keys'),
  ],
  certificate_get: [
    use(
      'Each certificate is signed by the device of its author, the first ones by the root key. This client verifies every signature.',
      'client-certificates/signatures-verified',
    ),
  ],
  user_create: [
    use(signedByDevice, 'client-certificates/creation-is-coherent'),
    use('Those for OUTSIDERs contain no names.', 'client-certificates/redacted-hides-names'),
    use('It was sent after both people compared codes.', 'client-greeting/creation-after-codes'),
  ],
  device_create: [
    use(signedByDevice, 'client-certificates/creation-is-coherent'),
    use('It was sent after the codes were compared.', 'client-greeting/creation-after-codes'),
  ],
  user_update: [use(signedByDevice, 'user_update/by-author')],
  user_revoke: [use(signedByDevice, 'client-certificates/revocation-is-coherent')],
  invite_new_user: [use('The server draws the token of the link.', 'invite_new_user/gives-token')],
  invite_new_device: [
    use('The server draws the token of the link.', 'invite_new_device/open-to-every-profile'),
  ],
  tos_accept: [
    use(
      'It names the terms that were shown by their date.',
      'terms-of-service/client-accepts-only-shown-terms',
    ),
  ],
  events_listen: [
    use(
      'An event is not signed: this client fetches what it announces, and verifies it.',
      'client-trust/announced-certificate-is-looked-up',
    ),
  ],
  account_create_proceed: [
    use(
      'The keys of the account are derived from the password, which the server does not see.',
      'client-keys/no-secret-on-the-wire',
    ),
  ],
};

const nonces = use(
  'The nonces are not secret: the codes also need the shared key, which is not sent.',
  'client-greeting/code-derivation',
);
const trust = use('It was sent after the person chose the right code.', 'client-greeting/wrong-code-ends');

/** By the number of the step of a greeting. */
const greetingUses: readonly KeyUse[] = [
  use('Each side makes a new key pair, and sends the public key.', 'client-greeting/keys-made-anew'),
  use(
    'The newcomer sends the hash of a nonce, and can no longer choose another one.',
    'client-greeting/nonce-hash-checked',
  ),
  nonces,
  nonces,
  trust,
  trust,
  use(
    'The newcomer sealed the payload with the key that both sides share.',
    'client-greeting/shared-key',
    'client-greeting/payload-undecipherable',
  ),
  use(
    'The greeter sealed the payload with the key that both sides share.',
    'client-greeting/confirmation-after-creation',
    'client-keys/user-key-travels-sealed',
  ),
  use('The newcomer has saved the sealed keys.', 'client-keys/failed-save-is-told'),
];

function stepUses(fields: object): readonly KeyUse[] {
  const [half] = Object.values(fields).filter((value) => !Uuid.is(value)) as { step: string }[];
  const used = greetingUses[Number(/\d/.exec(half?.step ?? '')?.[0])];
  return used === undefined ? [] : [used];
}

const endUses = (outcome: string): readonly KeyUse[] => [
  outcome === 'offline'
    ? use('No answer arrived.', 'client-transport/offline-is-retried')
    : outcome === 'unknown-status'
      ? use('The server gave a status of a later version.', 'client-transport/survives-unknown-status')
      : use('The server refused without a reply.', 'client-transport/tells-refusals-apart'),
];

/** Fields that a person must not see: codes, and what is derived from a password. */
const HIDDEN: ReadonlySet<string> = new Set(['validation_code', 'auth_method_id']);

/** Numbers of items of a list and characters of a text that are shown. */
const MAX_ITEMS = 5;
const MAX_TEXT = 200;

// JSON escapes control characters only, not those that change the direction of a text.
const textOf = (fields: object): string =>
  JSON.stringify(plain(fields), null, 2).split('\n').map(printable).join('\n');

/** A value without its bytes, which may be a key or a token. Certificates are decoded. */
function plain(value: unknown, name = ''): unknown {
  if (HIDDEN.has(name)) return '(hidden)';
  if (value instanceof Uint8Array) return plainBytes(value, name);
  if (typeof value === 'string' && value.length > MAX_TEXT) return `${value.slice(0, MAX_TEXT)}…`;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (DateTime.is(value)) return value.toString();
  if (Uuid.is(value)) return value.hex;
  if (Float.is(value)) return value.value;
  if (Array.isArray(value)) return plainList(value, (item) => plain(item, name));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const shown = entries
    .slice(0, MAX_TEXT)
    .map(([key, item]) => [Uuid.is(key) ? key.hex : String(key), plain(item, String(key))]);
  return Object.fromEntries(shown);
}

function plainList(list: readonly unknown[], each: (item: unknown) => unknown): readonly unknown[] {
  const rest = list.length - MAX_ITEMS;
  return [...list.slice(0, MAX_ITEMS).map(each), ...(rest > 0 ? [`(and ${rest} more)`] : [])];
}

function plainBytes(bytes: Uint8Array, name: string): unknown {
  const signed = /certificates?$/.test(name) ? splitSigned(bytes) : undefined;
  const read = signed && readDocument(signed.message);
  return read?.ok ? { '(signed)': plain(read.document) } : `(${bytes.length} bytes)`;
}
