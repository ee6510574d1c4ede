import type { FoundingParts } from '../src/certificate/index.ts';
import { standsAsFounded } from '../src/effects/index.ts';
import type { Judge } from '../src/judge/index.ts';
import { verifies } from '../src/verifies/index.ts';

const deviceLabel = (device_label: string): Partial<FoundingParts> => ({
  deviceCertificate: { fields: { device_label } },
});
const humanLabel = (label: string): Partial<FoundingParts> => ({
  userCertificate: { fields: { human_handle: ['alice@example.com', label] } },
});

/** A bootstrap with these certificates is accepted, and they are served as they came. */
async function accepts(judge: Judge, parts: Partial<FoundingParts>): Promise<void> {
  const { organization, founding } = await judge.bootstrapped({}, parts);
  await standsAsFounded(judge, organization.id, founding);
}

async function refuses(judge: Judge, parts: Partial<FoundingParts>): Promise<void> {
  const organization = await judge.organization();
  await judge.twin({
    broken: () => judge.bootstrap(organization, parts),
    refused: 'invalid_certificate',
    valid: () => judge.bootstrap(organization),
  });
}

for (const [name, label] of [
  ['1-byte', 'x'],
  ['200-bytes', 'x'.repeat(200)],
  ['254-bytes', 'x'.repeat(254)],
  ['254-bytes-of-accents', 'é'.repeat(127)],
] as const) {
  verifies('types/device-label-accepted', { case: name }, (judge) => accepts(judge, deviceLabel(label)));
  verifies('types/human-label-accepted', { case: name }, (judge) => accepts(judge, humanLabel(label)));
}

for (const [name, label] of [
  ['parentheses', 'Alice (Paris)'],
  ['accents', 'Zoé Çelik-Ñandú'],
  ['han', '康熙帝'],
  ['apostrophe', "Siobhan O'Brien"],
] as const) {
  verifies('types/human-label-accepted', { case: name }, (judge) => accepts(judge, humanLabel(label)));
}

for (const [name, label] of [
  ['empty', ''],
  ['256-bytes', 'x'.repeat(256)],
  ['256-bytes-of-accents', 'é'.repeat(128)],
  ['257-bytes-of-255-characters', `${'x'.repeat(254)}康`],
] as const) {
  verifies('types/device-label-length', { case: name }, (judge) => refuses(judge, deviceLabel(label)));
}

for (const [name, label] of [
  ['empty', ''],
  ['255-bytes', 'x'.repeat(255)],
  ['256-bytes-of-accents', 'é'.repeat(128)],
  ['255-bytes-of-85-characters', '康'.repeat(85)],
] as const) {
  verifies('types/human-label-length', { case: name }, (judge) => refuses(judge, humanLabel(label)));
}

for (const [name, character] of [
  ['less-than', '<'],
  ['greater-than', '>'],
  ['at', '@'],
  ['comma', ','],
  ['colon', ':'],
  ['semicolon', ';'],
  ['backslash', '\\'],
  ['quote', '"'],
  ['opening-bracket', '['],
  ['closing-bracket', ']'],
] as const) {
  verifies('types/human-label-characters', { case: name }, (judge) =>
    refuses(judge, humanLabel(`Ali${character}ce`)),
  );
}
