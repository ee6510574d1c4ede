import { emailOf, type Profile, type StoryCall, type StorySettings } from '@parsec-spec/spec/stories';
import fc from 'fast-check';
import { drawValue } from './draw-value.ts';
import { anyProfile } from './names.ts';

/** Calls with which a life begins, and the limit of users that they need. */
export interface Crowd {
  readonly calls: readonly StoryCall[];
  readonly limit?: number | null;
}

/** One life in so many begins with a crowd. */
const CROWD_EVERY = 25;

/** Sizes of crowds. A user has two certificates, so that 130 have more than 256. */
const SIZES = [130, 130, 260];

const BY = 'alice-laptop';

const list = (size: number, callOf: (name: string) => StoryCall): readonly StoryCall[] =>
  Array.from({ length: size }, (_, index) => callOf(`guest${index + 1}`));

const enrolment = (user: string, profile: Profile): StoryCall => ({
  ...{ cmd: 'user_create', by: BY, user, email: emailOf(user), profile },
});

/** Users of one profile, all of them frozen or none, in an organization without a limit or with a full one. */
const anyUsers = (size: number): fc.Arbitrary<Crowd> =>
  fc.tuple(anyProfile, fc.boolean(), fc.boolean()).map(
    ([profile, isFrozen, isFull]): Crowd => ({
      limit: isFull ? size + 1 : null,
      calls: [
        { cmd: 'invite_new_user', by: BY, email: emailOf('zoe') },
        ...list(size, (user) => enrolment(user, profile)),
        ...(isFrozen ? list(size, (user): StoryCall => ({ cmd: 'user_freeze', user })) : []),
        enrolment('zoe', 'STANDARD'),
      ],
    }),
  );

/** Devices of the founder, the last of which calls. */
const devices = (size: number): Crowd => ({
  calls: [
    ...list(size, (name) => ({ cmd: 'device_create', by: BY, device: `alice-${name}` })),
    { cmd: 'organization_info', by: `alice-guest${size}` },
  ],
});

/** Invitations of people, the last of whom is invited again. */
const invitations = (size: number): Crowd => ({
  calls: [...list(size, (name) => invitation(name)), invitation(`guest${size}`)],
});

const invitation = (name: string): StoryCall => ({ cmd: 'invite_new_user', by: BY, email: emailOf(name) });

const anyCrowd: fc.Arbitrary<Crowd> = fc
  .tuple(fc.constantFrom(...SIZES), fc.nat(3))
  .chain(([size, kind]) => {
    if (kind === 0) return fc.constant(devices(size));
    return kind === 1 ? fc.constant(invitations(size)) : anyUsers(size);
  })
  .map(({ calls, ...more }) => ({
    ...more,
    calls: [...calls, { cmd: 'certificate_get', by: BY, after: 1 }],
  }));

/**
 * Longer lists than a server returns or looks at by chance: of most lives none, because they take long.
 *
 * @param number - that of the life
 * @param next - returns a seed
 */
export const crowdOf = (number: number, next: () => number): Crowd =>
  number % CROWD_EVERY === CROWD_EVERY - 1 ? drawValue(anyCrowd, next()) : { calls: [] };

/** The settings that a crowd needs. */
export const settingsFor = ({ limit }: Crowd, settings: StorySettings): StorySettings =>
  limit === undefined ? settings : { ...settings, active_users_limit: limit };
