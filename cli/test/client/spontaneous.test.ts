import { expect, it } from 'vitest';
import { organizationCreate } from '../../src/client/organization-create.ts';
import { scene, serverUrl } from './scene.ts';

const play = scene({ spontaneous: true });

it('where anybody may create organizations, no token is needed', async () => {
  const password = 'Nine-lives-of-77-cats';
  const context = play.context([
    [/first user/, true],
    [/^New password$/, password],
    [/again/, password],
  ]);
  const founder = { email: 'alice@example.com', name: 'Alice', deviceLabel: 'laptop' };
  await organizationCreate(context, 'Acme', { server: serverUrl, ...founder });
  expect(play.printed.at(-1)).toMatchObject({
    organization: 'Acme',
    user: { name: 'Alice', profile: 'ADMIN' },
  });
});
