import { DateTime, Uuid } from '@parsec-spec/spec/codec';
import type { UserProfile } from '@parsec-spec/spec/commands';
import type { OrganizationRecord } from '@parsec-spec/spec/records';
import type { NewDevice, NewUser } from '@parsec-spec/spec/state';
import fc from 'fast-check';

/** One random event: its kind and its target. The numbers are indices into the present items. */
interface Event {
  readonly what: (typeof kinds)[number];
  readonly who: number;
  readonly which: number;
  readonly yes: boolean;
}

const kinds = [
  'user',
  'device',
  'profile',
  'revoke',
  'freeze',
  'terms',
  'accept',
  'invite',
  'end',
  'start',
  'step',
  'step',
  'cancel',
] as const;
const profiles: readonly UserProfile[] = ['ADMIN', 'STANDARD', 'OUTSIDER'];
const bytes = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, nth) => (seed + nth) % 256);

/** Histories as a server could write them. */
export const histories: fc.Arbitrary<readonly OrganizationRecord[]> = fc
  .array(
    fc.record<Event>({
      what: fc.constantFrom(...kinds),
      who: fc.nat(50),
      which: fc.nat(50),
      yes: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map(history);

/** The history of a list of events, after a repeated creation and the bootstrap. */
export function history(events: readonly Event[]): readonly OrganizationRecord[] {
  let clock = DateTime.ofMillis(1_700_000_000_000);
  let named = 0;
  const tick = (): DateTime => {
    clock = clock.plus(1_000n);
    return clock;
  };
  const fresh = (): Uuid => Uuid.of(bytes(16, ++named * 7));
  const [people, tokens, attempts] = [[fresh()], [] as Uint8Array[], [] as [Uint8Array, Uuid, Uuid][]];
  const device = (user_id: Uuid): NewDevice => ({
    timestamp: clock,
    user_id,
    device_id: fresh(),
    verify_key: bytes(32, named),
    device_certificate: bytes(40, named),
    redacted_device_certificate: bytes(30, named),
  });
  const user = (user_id: Uuid, profile: UserProfile): NewUser => ({
    ...device(user_id),
    human_handle: [`é${named}@example.com`, `Person ${named}`],
    profile,
    user_certificate: bytes(60, named),
    redacted_user_certificate: bytes(50, named),
  });
  const settings = {
    is_expired: false,
    user_profile_outsider_allowed: true,
    active_users_limit: 2n ** 64n - 1n,
    realm_minimum_archiving_period_before_deletion: 3,
    tos: null,
  };
  const created = (at: DateTime): OrganizationRecord => ({
    record: 'organization_created',
    at,
    bootstrap_token: bytes(16, named),
    settings,
  });
  const founder = people[0] as Uuid;
  const records: OrganizationRecord[] = [created(tick()), created(tick())];
  records.push({
    record: 'organization_bootstrapped',
    at: tick(),
    root_verify_key: bytes(32, 9),
    sequester_authority_certificate: events.length % 2 === 0 ? bytes(70, 3) : null,
    ...user(founder, 'ADMIN'),
  });
  for (const { what, who, which, yes } of events) {
    const at = tick();
    const user_id = people[who % people.length] ?? founder;
    const token = tokens[which % Math.max(tokens.length, 1)];
    const attempt = attempts[which % Math.max(attempts.length, 1)];
    const side = yes ? 'GREETER' : 'CLAIMER';
    const profile = profiles[which % 3] ?? 'ADMIN';
    if (what === 'user') {
      const id = fresh();
      people.push(id);
      records.push({ record: 'user_created', at, ...user(id, profile) });
    } else if (what === 'device') records.push({ record: 'device_created', at, ...device(user_id) });
    else if (what === 'profile') {
      const certificate = { timestamp: at, user_update_certificate: bytes(20, which) };
      records.push({ record: 'user_updated', at, user_id, former_profile: 'ADMIN', profile, ...certificate });
    } else if (what === 'revoke') {
      const certificate = { timestamp: at, revoked_user_certificate: bytes(20, which) };
      records.push({ record: 'user_revoked', at, user_id, profile, ...certificate });
    } else if (what === 'freeze') records.push({ record: 'user_frozen', at, user_id, frozen: yes });
    else if (what === 'terms') {
      const tos = yes ? { per_locale_urls: { fr: 'https://x.test', __proto__x: 'y' }, updated_on: at } : null;
      records.push({
        record: 'organization_updated',
        at,
        tos,
        ...(which % 2 === 0 ? { is_expired: yes } : {}),
      });
    } else if (what === 'accept') records.push({ record: 'tos_accepted', at, user_id });
    else if (what === 'invite') {
      tokens.push(bytes(16, ++named * 5));
      const invited = {
        token: bytes(16, named * 5),
        claimer_email: yes ? `guest${named}@example.com` : null,
      };
      records.push({ record: 'invitation_opened', at, created_by: user_id, ...invited });
    } else if (what === 'end' && token !== undefined)
      records.push({ record: 'invitation_ended', at, token, status: yes ? 'CANCELLED' : 'FINISHED' });
    else if (what === 'start' && token !== undefined) {
      const move = { move: 'start', side, fresh: fresh() } as const;
      attempts.push([token, user_id, move.fresh]);
      records.push({ record: 'greeting_moved', at, token, greeter: user_id, greeting_attempt: null, move });
    } else if (attempt !== undefined) {
      const [of, greeter, greeting_attempt] = attempt;
      const said = { move: 'step', side, step: who % 3, payload: bytes(who, which) } as const;
      const move = what === 'step' ? said : ({ move: 'cancel', side, reason: 'MANUALLY_CANCELLED' } as const);
      records.push({ record: 'greeting_moved', at, token: of, greeter, greeting_attempt, move });
    }
  }
  return records;
}
