import { verifies } from '../../../src/judge/verifies.ts';
import { createHonestCallers, rpcRoutes } from '../../../src/vocabulary/actions/routes.ts';

// encoding/command-of-this-family detects a route that accepts commands of another family.
verifies('transport/one-url-per-family', async (judge) => {
  const caller = await createHonestCallers(judge);
  for (const { name, call, served } of rpcRoutes)
    judge.expect.answer(await call(judge, caller, { label: name }), served, `POST on the ${name} route`);
});

verifies('transport/events-by-get', { needs: ['events'] }, async (judge) => {
  const { author } = await judge.common();
  const stream = await judge.rpc.events(author);
  judge.expect.answer(stream, 200, 'GET on the events route');
  judge.expect.header(stream, 'Content-Type', /^text\/event-stream\b/);
  const posted = await judge.rpc.events(author, { method: 'POST', label: 'POST' });
  judge.expect.answer(posted, [404, 405], 'POST on the events route');
});

/** Path segments that are not organization identifiers, by mistake. */
const invalidSegments: Readonly<Record<string, string>> = {
  'a lone byte that is no UTF-8': '%C0',
  'UTF-8 cut short': '%E9%96',
  '33 bytes': 'a'.repeat(33),
  'a space': 'a%20b',
  'a dot': 'a.b',
  'angle brackets': '%3C%3E',
};

/**
 * The name of an existing organization, followed by bytes that a lenient parser drops or replaces.
 */
const extendedNames = (name: string): Readonly<Record<string, string>> => ({
  'a known name, then a lone byte': `${name}%C0`,
  'a lone byte, then a known name': `%FF${name}`,
  'a known name, then a blank': `${name}%20`,
  'a known name, then a NUL': `${name}%00`,
});

verifies('transport/organization-segment-is-valid', async (judge) => {
  const { author, organization } = await judge.common();
  const info = { cmd: 'organization_info' };
  for (const [what, segment] of Object.entries({ ...invalidSegments, ...extendedNames(organization.id) })) {
    const device = { target: `/authenticated/${segment}`, label: `authenticated, ${what}` };
    judge.expect.answer(await judge.rpc.authenticated(author, info, device), 404, device.label);
    const invitation = { target: `/invited/${segment}`, label: `invited, ${what}` };
    const invited = await judge.rpc.invited('', judge.random.hex(32), { cmd: 'invite_info' }, invitation);
    judge.expect.answer(invited, 404, invitation.label);
  }
  const target = `/authenticated/${organization.id}`;
  judge.expect.reply(await judge.rpc.authenticated(author, info, { target }), 'ok', 'a valid segment');
});

verifies('transport/organization-segment-is-valid', { needs: ['events'], case: 'events' }, async (judge) => {
  const { author, organization } = await judge.common();
  for (const [what, segment] of Object.entries({ ...invalidSegments, ...extendedNames(organization.id) })) {
    const target = `/authenticated/${segment}/events`;
    judge.expect.answer(await judge.rpc.events(author, { target, label: what }), 404, what);
  }
  judge.expect.answer(await judge.rpc.events(author), 200, 'a valid segment');
});

// On a server where a POST creates organizations, an invalid name must not create one.
verifies(
  'transport/organization-segment-is-valid',
  { needs: ['spontaneous'], case: 'spontaneous' },
  async (judge) => {
    const { message } = judge.newBootstrap({ token: null });
    for (const [what, segment] of Object.entries(invalidSegments)) {
      const options = { target: `/anonymous/${segment}`, label: what };
      judge.expect.answer(await judge.rpc.anonymous('', message, options), 404, what);
    }
    const valid = { target: `/anonymous/${judge.newName()}`, label: 'valid' };
    judge.expect.reply(await judge.rpc.anonymous('', message, valid), 'ok', 'a valid segment');
  },
);

verifies('transport/organization-is-known', async (judge) => {
  const { author } = await judge.common();
  const info = { cmd: 'organization_info' };
  const unknown = { ...author, organization: judge.newName() };
  const token = judge.random.hex(32);
  const refusals = [
    await judge.rpc.authenticated(unknown, info, { label: 'authenticated' }),
    await judge.rpc.tos(unknown, { cmd: 'tos_get' }, { label: 'tos' }),
    await judge.rpc.invited(unknown.organization, token, { cmd: 'invite_info' }, { label: 'invited' }),
  ];
  for (const exchange of refusals) judge.expect.answer(exchange, 404);
  judge.expect.reply(await judge.rpc.authenticated(author, info), 'ok', 'a known organization');
  const answer = await judge.rpc.invited(author.organization, token, { cmd: 'invite_info' });
  judge.expect.answer(answer, 403, 'a known organization, an unknown invitation');
});

verifies(
  'transport/organization-is-known',
  { needs: ['administration', 'no-spontaneous'], case: 'anonymous' },
  async (judge) => {
    const organization = await judge.organization();
    const { message } = judge.newBootstrap(organization);
    await judge.twin({
      broken: () => judge.rpc.anonymous(judge.newName(), message),
      refused: 404,
      valid: () => judge.rpc.anonymous(organization.id, message),
    });
  },
);

verifies(
  ['transport/organization-is-known', 'authentication/events-same-codes'],
  { needs: ['events'], case: 'events' },
  async (judge) => {
    const { author } = await judge.common();
    await judge.twin({
      broken: () => judge.rpc.events({ ...author, organization: judge.newName() }),
      refused: 404,
      valid: () => judge.rpc.events(author),
      accepted: 200,
    });
  },
);
