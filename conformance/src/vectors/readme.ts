import type { StoredDevice } from './device-files.ts';
import { type ExampleOrganization, exampleHost } from './example-organization.ts';
import { rfc3339 } from './vector-file.ts';

/** The README of a folder of vectors: its organization, members, invitations and devices. */
export function readme(example: ExampleOrganization, devices: readonly StoredDevice[]): string {
  const { alice, bob, carol, dora, erik, invitations, invited } = example;
  const people = [alice, bob, carol, dora, erik].map(
    ({ person, profile, since }) =>
      `| ${person.label} | \`${person.email}\` | ${profile} | \`${person.userId.hex}\` | ${rfc3339(since)} |`,
  );
  const files = devices.map(
    ({ label, id, password }) => `| ${label} | \`devices/${id}.keys\` | \`${password}\` |`,
  );
  return `# ${example.organization}

An invented organization on \`${exampleHost}\`: its people, keys, certificates, messages and links. All of it follows from the
seed \`${example.seed}\`, and none of it is secret. Each JSON file contains vectors and obeys \`vector.schema.json\`.

| name | e-mail | enrolled as | user | since |
|---|---|---|---|---|
${people.join('\n')}

Alice bootstrapped it with the first device and the root key (\`keys/ed25519-seed.json\`, \`root\`), enrolled Bob, Carol and
Dora, added a workstation, made Carol a STANDARD user, and revoked Bob. Dora enrolled Erik, who added a phone.

| open invitation | by | since | token |
|---|---|---|---|
| a user, \`${invited}\` | Dora | ${rfc3339(invitations.user.on)} | \`${invitations.user.token.hex}\` |
| a device of Alice’s | Alice | ${rfc3339(invitations.device.on)} | \`${invitations.device.token.hex}\` |

Their links are in \`urls/invitation.json\`. \`journeys/greeting.json\` shows line by line how such a link is used, in another
organization. \`payloads/\` contains the sealed payloads of two greetings: Dora greets Zack, and Alice her third device.

| device | file | password |
|---|---|---|
${files.join('\n')}
`;
}
