import type { Uuid } from '../codec/index.ts';
import { type Crypto, constantTimeEqual, sasCodeOf, sasCodes, sharedSecret } from '../crypto/index.ts';
import type { TypesByName } from '../generated/types.ts';
import type { Side } from '../greeting/index.ts';
import type { HumanHandlePair, UserProfile } from '../scalars/index.ts';

/** The reason that one side gives for cancelling an attempt. */
export type CancelReason = TypesByName['CancelledGreetingAttemptReason'];

/** What a greeter learns from the keys of a claimer, step by step. Absent: not yet known. */
export interface ClaimerKeyFacts {
  /** Whether the public key of a new user contributes to a shared secret. */
  readonly contributes?: boolean;
  /** Whether the verify key is a point that can verify. */
  readonly isPoint?: boolean;
  /** Whose keys the certificates say they are. */
  readonly owner?: 'nobody' | 'the claimer' | 'another member';
}

/** What the new device of a user learns from the confirmation of the greeter. */
export interface ConfirmationFacts {
  readonly isRootKeyPoint?: boolean;
  readonly invited?: { readonly userId: Uuid; readonly email: string };
  readonly confirmed?: { readonly userId: Uuid; readonly email: string };
}

/** Names and rights of a newcomer. */
export interface NewcomerNames {
  readonly device_id: Uuid;
  readonly device_label: string;
  readonly human_handle: HumanHandlePair;
  readonly profile: UserProfile;
}

/** Number of codes that a person chooses from. The protocol does not define it. */
const SAS_CHOICE_COUNT = 4;

/** What a side of a greeting demands before it goes on. */
export const greetingRules = {
  /** `digest`: SHA-256 of the nonce that the claimer revealed after its commitment. */
  'client-greeting/nonce-hash-checked': (digest: Uint8Array, commitment: Uint8Array): boolean =>
    constantTimeEqual(digest, commitment),

  /** Whether the person chose the code of the other side. */
  'client-greeting/wrong-code-ends': (choice: string | undefined, code: string, _side: Side): boolean =>
    choice === code,

  /** Whether a greeter compares the code of the claimer before it creates. */
  'client-greeting/creation-after-codes': (): boolean => true,

  /** The code among decoys, all different. A person who does not listen chooses a wrong one. */
  'client-greeting/code-found-among-others': (code: string, decoy: () => string): readonly string[] => {
    const choices = new Set([code]);
    while (choices.size < SAS_CHOICE_COUNT) choices.add(decoy());
    return [...choices];
  },

  /** The choices in random order. `draw`: 20 random bits. */
  'client-greeting/code-at-any-place': (
    choices: readonly string[],
    draw: () => number,
  ): readonly string[] => {
    const ordered = [...choices];
    // Fisher-Yates shuffle. 20 random bits modulo a small number are even enough for an order.
    for (let at = ordered.length - 1; at > 0; at--) {
      const other = draw() % (at + 1);
      [ordered[at], ordered[other]] = [ordered[other] ?? '', ordered[at] ?? ''];
    }
    return ordered;
  },

  /** The administrators that the claimer of a user invitation waits for. */
  'client-greeting/any-administrator-greets': (chosen: readonly Uuid[]): readonly Uuid[] => chosen,

  'client-greeting/payload-inconsistent': (
    facts: ClaimerKeyFacts & ConfirmationFacts,
  ): true | CancelReason => {
    const { invited, confirmed } = facts;
    const isUsable = facts.contributes !== false && facts.isPoint !== false && facts.isRootKeyPoint !== false;
    const isSame =
      invited === undefined ||
      confirmed === undefined ||
      (confirmed.userId.equals(invited.userId) && confirmed.email === invited.email);
    return (isUsable && isSame && facts.owner !== 'another member') || 'INCONSISTENT_PAYLOAD';
  },

  /** Whether the server has created the newcomer. */
  'client-greeting/confirmation-after-creation': (status: string): boolean => status === 'ok',

  /** The names of a new device. */
  'client-greeting/greeter-has-last-word': (
    confirmed: NewcomerNames,
    _requested: Partial<NewcomerNames>,
  ): NewcomerNames => confirmed,

  'user_create/outsider-setting-client': (profile: UserProfile, areAllowed: boolean): boolean =>
    profile !== 'OUTSIDER' || areAllowed,
} as const;

/** The reasons with which a side cancels an attempt that ended so. */
export const cancelRules = {
  'client-greeting/wrong-code-cancels': ({ outcome }) =>
    outcome === 'codes-differ' ? 'INVALID_SAS_CODE' : undefined,

  'client-greeting/payload-undecipherable': ({ reason }) =>
    reason === 'UNDECIPHERABLE_PAYLOAD' ? reason : undefined,

  'client-greeting/payload-undeserializable': ({ reason }) =>
    reason === 'UNDESERIALIZABLE_PAYLOAD' ? reason : undefined,
} as const satisfies Record<
  string,
  (ended: { readonly outcome: string; readonly reason?: CancelReason }) => CancelReason | undefined
>;

/** What both sides of a greeting compute. */
export const greetingSecrets = {
  'client-greeting/shared-key': sharedSecret,

  'client-greeting/code-derivation': sasCodes,

  /** A code beside the right one. `draw`: 20 random bits. */
  'client-greeting/decoys-drawn-anew': (draw: () => number): string => sasCodeOf(draw()),
} as const;

/**
 * The codes from which a person chooses that of the other side (GREET-31).
 *
 * @param rules the rules of this client; default: all
 */
export function sasChoices(
  crypto: Pick<Crypto, 'randomBytes'>,
  code: string,
  rules: Partial<typeof greetingRules> & typeof greetingSecrets = { ...greetingRules, ...greetingSecrets },
): readonly string[] {
  const draw = () => random20Bits(crypto);
  const decoy = () => rules['client-greeting/decoys-drawn-anew'](draw);
  const choices = rules['client-greeting/code-found-among-others']?.(code, decoy) ?? [code];
  return rules['client-greeting/code-at-any-place']?.(choices, draw) ?? choices;
}

function random20Bits(crypto: Pick<Crypto, 'randomBytes'>): number {
  const [a = 0, b = 0, c = 0] = crypto.randomBytes(3);
  return ((a << 16) | (b << 8) | c) & 0xfffff;
}
