import type { Judge } from '../../src/judge/judge.ts';
import { verifies } from '../../src/judge/verifies.ts';
import { withUnbootstrappedOrganization } from '../../src/vocabulary/organizations/shared-organization.ts';

const needs = ['administration'] as const;

/** A new name extended with `text`, repeated up to `bytes` bytes. */
function extendName(judge: Judge, text: string, bytes: number): string {
  let name = judge.newName();
  while (Buffer.byteLength(name + text) <= bytes) name += text;
  return name + 'x'.repeat(bytes - Buffer.byteLength(name));
}

/**
 * A letter or digit that is not the name of an organization on the target, because a second
 * creation would replace the token of an existing one.
 */
async function oneByte(judge: Judge): Promise<string> {
  const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'];
  for (let tries = 0; tries < 20; tries += 1) {
    const letter = letters[judge.random.below(letters.length)] ?? 'a';
    const there = await judge.administration.get(letter);
    if (there.status === 404) return letter;
    const state = judge.expect.json(there, 200, 'an organization of one letter');
    judge.expect.that('is_bootstrapped' in state, 'the state of an organization', there.text, there);
  }
  return judge.notTestable('every one-letter name that was tried is taken');
}

const acceptedNames: readonly (readonly [string, (judge: Judge) => string | Promise<string>])[] = [
  ['1-byte', oneByte],
  ['32-bytes', (judge) => extendName(judge, 'Az09_-', 32)],
  ['underscore-and-hyphen', (judge) => `_${judge.newName()}_-`],
  ['digits', (judge) => `0123456789-${judge.newName()}`],
  ['accents', (judge) => `${judge.newName()}-éÀñ`],
  ['32-bytes-of-accents', (judge) => extendName(judge, 'é', 32)],
  ['han', (judge) => `${judge.newName()}-康熙帝`],
  ['arabic-with-digits', (judge) => `${judge.newName()}-شركة٣`],
  ['letters-with-marks', (judge) => `${judge.newName()}-हिन्दी`],
];

const valid = 'organization_create/organization-id-valid';

for (const [name, make] of acceptedNames) {
  verifies('types/organization-id-accepted', { case: name, needs }, async (judge) => {
    const id = await make(judge);
    const created = await judge.administration.create(id);
    const link = judge.expect.text(judge.expect.json(created), 'bootstrap_url', created);
    const [, segment = ''] = /^parsec3:\/\/[^/]+\/([^?/]+)\?/.exec(link) ?? [];
    judge.expect.equal(decodeURIComponent(segment), id.normalize('NFC'), 'organization in the link', created);
    const answer = await judge.administration.get(id);
    judge.expect.equal(judge.expect.json(answer).is_bootstrapped, false, 'is_bootstrapped', answer);
    judge.expect.json(await judge.administration.patch(id, { is_expired: true }));
  });
}

const refusesName = (judge: Judge, bad: string) =>
  withUnbootstrappedOrganization(judge, async (good) => {
    await judge.twin({
      broken: () => judge.administration.create(bad),
      refused: 422,
      valid: () => judge.administration.create(good),
      accepted: 200,
    });
    const answer = await judge.administration.get(good);
    judge.expect.equal(judge.expect.json(answer).is_bootstrapped, false, 'is_bootstrapped', answer);
  });

for (const [name, make] of [
  ['empty', () => ''],
  ['33-bytes', (judge) => extendName(judge, 'x', 33)],
  ['33-bytes-of-accents', (judge) => extendName(judge, 'é', 33)],
  ['32-letters-of-2-bytes', () => 'é'.repeat(32)],
  ['300-bytes', (judge) => extendName(judge, 'x', 300)],
] satisfies [string, (judge: Judge) => string][]) {
  verifies(['types/organization-id-length', valid], { case: name, needs }, (judge) =>
    refusesName(judge, make(judge)),
  );
}

for (const [name, character] of [
  ['space', ' '],
  ['tilde', '~'],
  ['slash', '/'],
  ['dot', '.'],
  ['at', '@'],
  ['colon', ':'],
  ['percent', '%'],
  ['nul', '\u0000'],
  ['line-break', '\n'],
  ['euro', '€'],
  ['emoji', '😀'],
] as const) {
  verifies(['types/organization-id-characters', valid], { case: name, needs }, (judge) =>
    refusesName(judge, `${judge.newName()}${character}x`),
  );
}

verifies(['types/organization-id-characters', valid], { case: 'punctuation', needs }, async (judge) => {
  const id = judge.newName();
  for (const character of `!"#$&'()*+,;=?[]^{|}\\\``) {
    const label = JSON.stringify(character);
    judge.expect.answer(await judge.administration.create(`${id}${character}`, {}, { label }), 422, label);
  }
  judge.expect.json(await judge.administration.create(id), 200, 'the same name without any of them');
});

// The server must not trim a name to make it valid.
for (const [name, around] of [
  ['blank-before', (id) => ` ${id}`],
  ['blank-after', (id) => `${id} `],
  ['line-break-after', (id) => `${id}\n`],
] satisfies [string, (id: string) => string][]) {
  verifies(['types/organization-id-characters', valid], { case: name, needs }, (judge) =>
    refusesName(judge, around(judge.newName())),
  );
}
