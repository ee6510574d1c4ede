import { emailOf, ownerOf, type StoryCall, type StorySettings } from '@parsec-spec/spec/stories';

/**
 * Shortens the calls of a story as long as `shows` holds: leaves out halves, quarters and so on down
 * to single calls; moves calls to the first organization; lets alice do what others did, and first
 * devices what further ones did; names users by id instead of address; asks for no mail; gives users
 * the addresses of their names, and others the same one; leaves settings out; and leaves out single
 * calls again, all calls of two commands, and pairs. The last call stays, because it shows the
 * counterexample.
 *
 * @param shows - plays calls on a fresh organization. Returns the calls up to the counterexample,
 *   without those that have lost their subject, or undefined if the counterexample is gone.
 * @param isOver - whether time is up
 */
export async function shrink(
  calls: readonly StoryCall[],
  shows: (calls: readonly StoryCall[]) => Promise<readonly StoryCall[] | undefined>,
  isOver: () => boolean,
): Promise<readonly StoryCall[]> {
  let smallest = calls;
  const tryWithout = async (isLeftOut: (index: number) => boolean): Promise<boolean> => {
    const shorter = smallest.filter((_, index) => !isLeftOut(index));
    if (shorter.length === smallest.length) return false;
    const shown = await shows(shorter);
    if (shown === undefined || shown.length >= smallest.length) return false;
    smallest = shown;
    return true;
  };
  const leaveOut = async (size: number): Promise<boolean> => {
    let isShorter = false;
    // From the end, because later calls depend on earlier ones.
    for (let end = smallest.length - 1; end > 0 && !isOver(); end -= size) {
      const begin = Math.max(0, end - size);
      if (await tryWithout((index) => index >= begin && index < end)) isShorter = true;
      end = Math.min(end, smallest.length - 1 + size);
    }
    return isShorter;
  };
  for (let size = Math.ceil((calls.length - 1) / 2); size > 1 && !isOver(); size = Math.ceil(size / 2))
    await leaveOut(size);
  while (!isOver() && (await leaveOut(1)));
  const tryInstead = async (simpler: readonly StoryCall[]): Promise<void> => {
    if (isOver()) return;
    const shown = await shows(simpler);
    if (shown !== undefined && shown.length <= smallest.length) smallest = shown;
  };
  const simplify = (simpler: (call: StoryCall) => StoryCall) => tryInstead(smallest.map(simpler));
  for (const place of new Set(smallest.map((call) => call.in)))
    if (place !== undefined) await tryInstead(inFirst(smallest, place));
  for (const person of peopleIn(smallest)) await simplify((call) => asAlice(call, person));
  for (const device of furtherDevicesIn(smallest)) await simplify((call) => byFirstDevice(call, device));
  if (smallest.some((call) => 'byAddress' in call)) await simplify(byId);
  // The last call may need its mail.
  for (const end of [smallest.length, smallest.length - 1])
    if (smallest.some((call, index) => index < end && 'mail' in call))
      await tryInstead(smallest.map((call, index) => (index < end ? withoutMail(call) : call)));
  for (const simpler of simplerAddresses(smallest)) await tryInstead(simpler(smallest));
  for (const setting of SETTINGS)
    if (smallest.some((call) => setting in call)) await simplify((call) => withoutSetting(call, setting));
  while (!isOver() && (await leaveOut(1)));
  // Terms are published, set and accepted, perhaps several times, and each call needs the others.
  for (const commands of pairs([...new Set(smallest.slice(0, -1).map(({ cmd }) => cmd))]))
    if (!isOver())
      await tryWithout((index) => index < smallest.length - 1 && isOneOf(smallest[index], commands));
  for (let first = 0; first < smallest.length - 1; first += 1)
    for (let second = first + 1; second < smallest.length - 1 && !isOver(); second += 1)
      if (await tryWithout((index) => index === first || index === second)) second = first;
  return smallest;
}

const pairs = <T>(items: readonly T[]): readonly (readonly [T, T])[] =>
  items.flatMap((first, index) => items.slice(index + 1).map((second) => [first, second] as const));

const isOneOf = (call: StoryCall | undefined, commands: readonly string[]): boolean =>
  call !== undefined && commands.includes(call.cmd);

const CREATION: readonly string[] = ['organization_create', 'organization_bootstrap'];

/** The story with the calls of another organization in the first one, which exists already. */
const inFirst = (calls: readonly StoryCall[], place: StoryCall['in']): readonly StoryCall[] =>
  calls.flatMap((call, index) => {
    if (call.in !== place) return [call];
    const { in: _, ...moved } = call;
    return CREATION.includes(call.cmd) && index < calls.length - 1 ? [] : [moved];
  });

/** The people other than alice who call or greet. */
const peopleIn = (calls: readonly StoryCall[]): readonly string[] =>
  [
    ...new Set(calls.flatMap((call) => ('by' in call && call.by !== undefined ? [ownerOf(call.by)] : []))),
  ].filter((person) => person !== 'alice');

/** The calling devices that are not the first ones of their users. */
const furtherDevicesIn = (calls: readonly StoryCall[]): readonly string[] =>
  [...new Set(calls.flatMap((call) => ('by' in call && call.by !== undefined ? [call.by] : [])))].filter(
    (device) => device !== firstOf(device),
  );

const firstOf = (device: string): string => `${ownerOf(device)}-laptop`;

/** The call by the first device of the user, if this device calls. */
const byFirstDevice = (call: StoryCall, device: string): StoryCall =>
  'by' in call && call.by === device ? { ...call, by: firstOf(device) } : call;

/** The call with the id of the user instead of the address. */
function byId(call: StoryCall): StoryCall {
  if (call.cmd !== 'user_freeze' && call.cmd !== 'user_unfreeze') return call;
  const { byAddress: _, ...named } = call;
  return named;
}

/** The call without a mail. */
function withoutMail(call: StoryCall): StoryCall {
  if (call.cmd !== 'invite_new_user' && call.cmd !== 'invite_new_device') return call;
  const { mail: _, ...unmailed } = call;
  return unmailed;
}

/** The call with alice in place of a person: as caller, as greeter, and as owner of device invitations. */
function asAlice(call: StoryCall, person: string): StoryCall {
  const isCaller = 'by' in call && call.by !== undefined && ownerOf(call.by) === person;
  return {
    ...call,
    ...(isCaller ? { by: 'alice-laptop' } : {}),
    ...('greeter' in call && call.greeter === person ? { greeter: 'alice' } : {}),
    ...('token' in call ? { token: call.token.replace(new RegExp(`^${person}#`), 'alice#') } : {}),
  };
}

/** The address that others get who are no users of a story. */
const ADDRESS = 'zoe@example.com';

/** Changes of a story that give users the addresses of their names, and other people the same one. */
function simplerAddresses(
  calls: readonly StoryCall[],
): readonly ((calls: readonly StoryCall[]) => readonly StoryCall[])[] {
  const users = new Set(calls.flatMap((call) => ('user' in call ? [emailOf(call.user)] : [])));
  const others = new Set(calls.flatMap((call) => addressOf(call) ?? []).filter((one) => !users.has(one)));
  others.delete(emailOf('alice'));
  const own = (call: StoryCall): StoryCall =>
    call.cmd === 'user_create' ? { ...call, email: emailOf(call.user) } : call;
  const isOther = calls.some((call) => call.cmd === 'user_create' && call.email !== emailOf(call.user));
  return [
    ...(isOther ? [(all: readonly StoryCall[]) => all.map(own)] : []),
    ...[...others]
      .filter((address) => address !== ADDRESS && !others.has(ADDRESS))
      .map((address) => (all: readonly StoryCall[]) => all.map((call) => withAddress(call, address))),
  ];
}

/** The address that a call names, or whose invitation. */
function addressOf(call: StoryCall): string | undefined {
  if ('email' in call) return call.email;
  const [about = ''] = 'token' in call ? call.token.split('#') : [];
  return about.includes('@') ? about : undefined;
}

/** The call with the common address in place of this one. */
function withAddress(call: StoryCall, address: string): StoryCall {
  if (addressOf(call) !== address) return call;
  if ('email' in call) return { ...call, email: ADDRESS };
  return 'token' in call ? { ...call, token: call.token.replace(address, ADDRESS) } : call;
}

/** Settings without which a creation or an update is simpler. */
const SETTINGS = ['outsiders', 'archiving', 'terms', 'expired', 'limit'] as const;

/** The creation or update without a setting. A creation always names its limit, which may be none. */
function withoutSetting(call: StoryCall, setting: (typeof SETTINGS)[number]): StoryCall {
  if (call.cmd === 'organization_create' && setting === 'limit') return { ...call, limit: null };
  if (call.cmd !== 'organization_create' && call.cmd !== 'organization_update') return call;
  return Object.fromEntries(Object.entries(call).filter(([name]) => name !== setting)) as StoryCall;
}

/** Simpler settings of the first organization: no limit, and no sequester authority. */
export const simplerSettings = ({
  active_users_limit,
  sequestered,
}: StorySettings): readonly StorySettings[] => [
  ...(active_users_limit !== null && sequestered === true ? [{ active_users_limit: null }] : []),
  ...(active_users_limit === null
    ? []
    : [{ active_users_limit: null, ...(sequestered === true ? { sequestered } : {}) }]),
  ...(sequestered === true ? [{ active_users_limit }] : []),
];
