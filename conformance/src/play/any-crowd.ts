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

/** Numbers of users, devices or invitations in a crowd. 130 users have more than 256 certificates. */
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

/** Devices of the founder. The last one then calls. */
const devices = (size: number): Crowd => ({
  calls: [
    ...list(size, (name) => ({ cmd: 'device_create', by: BY, device: `alice-${name}` })),
    { cmd: 'organization_info', by: `alice-guest${size}` },
  ],
});

/** Invitations of people. The last one is then invited again. */
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
 * The crowd of a life, which shows whether a server cuts a long list. Most lives have none, because it takes long.
 *
 * @param number - the number of the life
 * @param next - returns a seed
 */
export const crowdOf = (number: number, next: () => number): Crowd =>
  number % CROWD_EVERY === CROWD_EVERY - 1 ? drawValue(anyCrowd, next()) : { calls: [] };

/** The settings that a crowd needs. */
export const settingsFor = ({ limit }: Crowd, settings: StorySettings): StorySettings =>
  limit === undefined ? settings : { ...settings, active_users_limit: limit };
