import type { StoredDevice } from './device-files.ts';
import { type ExampleOrganization, exampleHost } from './example-organization.ts';
import { rfc3339 } from './vector-file.ts';

/** Describes the folder and its cast. */
export function readme(story: ExampleOrganization, devices: readonly StoredDevice[]): string {
  const { alice, bob, carol, dora, erik, invitations, invited } = story;
  const people = [alice, bob, carol, dora, erik].map(
    ({ person, profile, since }) =>
      `| ${person.label} | \`${person.email}\` | ${profile} | \`${person.userId.hex}\` | ${rfc3339(since)} |`,
  );
  const files = devices.map(
    ({ label, id, password }) => `| ${label} | \`devices/${id}.keys\` | \`${password}\` |`,
  );
  return `# ${story.organization}

A made-up organization on \`${exampleHost}\`: its people, keys, certificates, messages and links. All of it follows from the
seed \`${story.seed}\`, and nothing of it is secret. Each JSON file holds vectors and obeys \`vector.schema.json\`.

| name | e-mail | enrolled as | user | since |
|---|---|---|---|---|
${people.join('\n')}

Alice founded it with the first device and the root key (\`keys/ed25519-seed.json\`, \`root\`), enrolled Bob, Carol and
Dora, added a workstation, made Carol a STANDARD user, and revoked Bob. Dora enrolled Erik, who added a phone.

| open invitation | by | since | token |
|---|---|---|---|
| a user, \`${invited}\` | Dora | ${rfc3339(invitations.user.on)} | \`${invitations.user.token.hex}\` |
| a device of Alice’s | Alice | ${rfc3339(invitations.device.on)} | \`${invitations.device.token.hex}\` |

Their links stand in \`urls/invitation.json\`. How such a link is used, \`journeys/greeting.json\` tells line by line: another
founder lets another newcomer in. \`payloads/\` holds what Zack and Dora, and Alice with a third device of hers, would seal.

| device | file | password |
|---|---|---|
${files.join('\n')}
`;
}
