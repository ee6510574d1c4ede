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

/** Where a raw path leads; undefined: nowhere. Nothing is decoded or folded: `..` is ordinary text, and an encoded slash stays in its segment, where no organization has one. */
export function route(path: string): Route | undefined {
  if (path === '/') return { to: 'landing' };
  const slash = path.indexOf('/', 1);
  const head = slash < 0 ? path.slice(1) : path.slice(1, slash);
  const rest = slash < 0 ? undefined : path.slice(slash + 1);
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

function administration(rest: string | undefined): Route | undefined {
  if (rest === 'stats') return { to: 'server_stats' };
  if (rest === 'organizations') return { to: 'organization_create' };
  return rest?.startsWith('organizations/')
    ? inside(rest.slice('organizations/'.length), underOrganization)
    : undefined;
}

function inside(
  rest: string | undefined,
  routes: Readonly<Record<string, OrganizationRoute>>,
): Route | undefined {
  if (rest === undefined) return undefined;
  const slash = rest.indexOf('/');
  const segment = slash < 0 ? rest : rest.slice(0, slash);
  const tail = slash < 0 ? '' : rest.slice(slash + 1);
  const to = Object.hasOwn(routes, tail) && !rest.endsWith('/') ? routes[tail] : undefined;
  return to !== undefined && isSegment(segment) ? { to, segment } : undefined;
}

const isSegment = (text: string): boolean => text !== '' && !/\/|%2f/i.test(text);
