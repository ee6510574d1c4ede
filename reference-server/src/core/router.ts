/** A path that leads somewhere; `segment` is the organization as it stands in the path, still percent-encoded. */
export type Route =
  | { readonly to: 'landing' | 'anonymous_server' | 'server_stats' | 'organization_create' }
  | { readonly to: 'redirect'; readonly rest: string }
  | { readonly to: OrganizationRoute; readonly segment: string };

export type OrganizationRoute =
  | 'anonymous'
  | 'invited'
  | 'authenticated'
  | 'tos'
  | 'events'
  | 'organization'
  | 'organization_stats'
  | 'user_list'
  | 'user_freeze';

const underAuthenticated: Readonly<Record<string, OrganizationRoute>> = {
  '': 'authenticated',
  tos: 'tos',
  events: 'events',
};
const underOrganization: Readonly<Record<string, OrganizationRoute>> = {
  '': 'organization',
  stats: 'organization_stats',
  users: 'user_list',
  'users/freeze': 'user_freeze',
};

/**
 * Where a raw path leads; undefined: nowhere. Words of ours may be written with escapes of letters (`/%61nonymous/Org`),
 * which mean the same (RFC 3986 §6.2.2.2). Nothing else is decoded or folded: `..` is ordinary text, and an encoded slash
 * stays in its segment, where no organization has one.
 */
export function route(path: string): Route | undefined {
  if (path === '/') return { to: 'landing' };
  const [head, rest] = cut(path.slice(1));
  switch (head) {
    case 'anonymous':
    case 'invited':
      return rest !== undefined && isSegment(rest) ? { to: head, segment: rest } : undefined;
    case 'authenticated':
      return inside(rest, underAuthenticated);
    case 'anonymous_server':
      return rest === undefined ? { to: 'anonymous_server' } : undefined;
    case 'redirect':
      return rest === undefined ? undefined : { to: 'redirect', rest };
    case 'administration':
      return administration(rest);
    default:
      return undefined;
  }
}

function administration(path: string | undefined): Route | undefined {
  const [head, rest] = cut(path ?? '');
  if (head === 'organizations' && rest !== undefined) return inside(rest, underOrganization);
  if (rest !== undefined) return undefined;
  if (head === 'stats') return { to: 'server_stats' };
  return head === 'organizations' ? { to: 'organization_create' } : undefined;
}

function inside(
  rest: string | undefined,
  routes: Readonly<Record<string, OrganizationRoute>>,
): Route | undefined {
  if (rest === undefined) return undefined;
  const slash = rest.indexOf('/');
  const segment = slash < 0 ? rest : rest.slice(0, slash);
  const tail = slash < 0 ? '' : plain(rest.slice(slash + 1));
  const to = Object.hasOwn(routes, tail) && !rest.endsWith('/') ? routes[tail] : undefined;
  return to !== undefined && isSegment(segment) ? { to, segment } : undefined;
}

/** The first segment, in letters, and what follows its slash, as it stands. */
function cut(path: string): readonly [head: string, rest: string | undefined] {
  const slash = path.indexOf('/');
  return slash < 0 ? [plain(path), undefined] : [plain(path.slice(0, slash)), path.slice(slash + 1)];
}

const plain = (text: string): string =>
  text.includes('%')
    ? text.replace(/%(?:2d|2e|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi, (triplet) =>
        String.fromCharCode(Number.parseInt(triplet.slice(1), 16)),
      )
    : text;

const isSegment = (text: string): boolean => text !== '' && !/\/|%2f/i.test(text);
