import { describe, expect, test } from 'vitest';
import { parseRequirements, RequirementSyntaxError } from '../../src/requirements/parse-requirements.ts';

const good = '- **gate/token-works-once** MUST answer `no` the second time. (BOOT-09, server)';
const page = (...lines: string[]) => ['# gate', '', '## Requirements', '', ...lines].join('\n');

function refusal(markdown: string): RequirementSyntaxError {
  try {
    parseRequirements(markdown, 'gate', 'commands/gate/README.md');
  } catch (error) {
    if (error instanceof RequirementSyntaxError) return error;
    throw error;
  }
  throw new Error('the text was accepted');
}

describe('requirement lines', () => {
  test('a line gives id, row, section, level, sentence and line number', () => {
    expect(parseRequirements(page(good), 'gate')).toEqual([
      {
        id: 'gate/token-works-once',
        row: 'BOOT-09',
        section: 'BOOT',
        level: 'MUST',
        underTest: 'server',
        sentence: 'answer `no` the second time.',
        testable: true,
        line: 5,
      },
    ]);
  });

  test('a section of two words keeps both', () => {
    const [found] = parseRequirements(page(good.replace('BOOT-09', 'INV-USER-05')), 'gate');
    expect(found).toMatchObject({ row: 'INV-USER-05', section: 'INV-USER' });
  });

  test('a reason makes a line untestable, a successor is kept', () => {
    const found = parseRequirements(
      page(
        `${good} (not testable: no black-box test can check it.)`,
        `${good.replace('once', 'twice')} (superseded by gate/token-works-once)`,
      ),
      'gate',
    );
    expect(found).toMatchObject([
      { testable: false, reason: 'no black-box test can check it.' },
      { testable: true, supersededBy: 'gate/token-works-once' },
    ]);
  });

  test('a line below it is its reason', () => {
    const [first, second] = parseRequirements(
      page(good, '  Why: A second use (of a link) harms people. It can.', good.replace('once', 'twice')),
      'gate',
    );
    expect(first).toMatchObject({ why: 'A second use (of a link) harms people. It can.', line: 5 });
    expect(second).not.toHaveProperty('why');
  });

  test('a sentence may contain parentheses and full stops', () => {
    const [found] = parseRequirements(page(good.replace('time', 'time (5.6). Always')), 'gate');
    expect(found?.sentence).toBe('answer `no` the second time (5.6). Always.');
  });

  test('sub-headings and prose after the section are ignored', () => {
    const text = `${page('### Tokens', '', good)}\n\n## Notes\n\n- prose\n`;
    expect(parseRequirements(text, 'gate')).toHaveLength(1);
  });

  test('fenced text is not a requirement', () => {
    expect(
      parseRequirements(`# gate\n\n\`\`\`\n## Requirements\nprose\n\`\`\`\n\n${page(good)}`, 'gate'),
    ).toHaveLength(1);
  });

  test('Windows line ends are accepted', () => {
    const text = page(good);
    expect(parseRequirements(text.replaceAll('\n', '\r\n'), 'gate')).toEqual(parseRequirements(text, 'gate'));
  });

  test('a chapter without requirements has none', () => {
    expect(parseRequirements('# gate\n\nprose\n', 'gate')).toEqual([]);
  });
});

describe('an error names file, line and the expected form', () => {
  const cases: [string, string, RegExp][] = [
    ['prose', 'The server answers.', /expected - \*\*<home>/],
    ['another bullet', '- something', /expected - \*\*<home>/],
    ['no full stop', good.replace('time.', 'time'), /expected - \*\*<home>/],
    ['no row', good.replace('(BOOT-09, server)', '(server)'), /expected - \*\*<home>/],
    ['text after the row', `${good} and more`, /expected - \*\*<home>/],
    ['a line broken in two', `${good.slice(0, 50)}\n  ${good.slice(50)}`, /expected - \*\*<home>/],
    ['a reason without a full stop', '  Why: people', /expected - \*\*<home>/],
    ['a reason that is not indented', 'Why: people.', /expected - \*\*<home>/],
    ['no reason against testing', `${good} (not testable: )`, /expected - \*\*<home>/],
    ['another home', good.replace('gate/', 'door/'), /an id of the form "gate\//],
    ['no home', good.replace('gate/', ''), /an id of the form "gate\//],
    ['a third segment', good.replace('gate/', 'gate/x/'), /an id of the form "gate\//],
    ['a slug in upper case', good.replace('token-works', 'Token-works'), /an id of the form "gate\//],
    ['a slug with an underscore', good.replace('token-works', 'token_works'), /an id of the form "gate\//],
    ['another level', good.replace('MUST', 'SHALL'), /the level MUST, SHOULD or MAY/],
    ['NOT after the level', good.replace('MUST', 'MUST NOT'), /say what to do instead/],
    ['a row that is none', good.replace('BOOT-09', 'boot-9'), /a row such as BOOT-09/],
    ['another party', good.replace('server)', 'proxy)'), /server, client, both/],
    ['a successor that is no id', `${good} (superseded by nothing)`, /the id of the successor/],
  ];
  test.each(cases)('%s', (_title, text, expected) => {
    const error = refusal(page(good.replace('once', 'first'), text));
    expect(error.message).toMatch(/^commands\/gate\/README\.md:6: expected /);
    expect(error.message).toMatch(expected);
    expect(error).toMatchObject({ code: 'requirement-syntax', line: 6, file: 'commands/gate/README.md' });
  });

  test('a repeated id, in one section or in two', () => {
    expect(refusal(page(good, good)).message).toMatch(/:6: expected an id used once/);
    expect(refusal(`${page(good)}\n\n${page(good)}`).line).toBe(11);
  });

  test('a reason without its line, or a second one', () => {
    const why = '  Why: people.';
    expect(refusal(page(why)).message).toMatch(/:5: expected a requirement line above its reason/);
    expect(refusal(page(good, '', why)).message).toMatch(/:7: expected a requirement line above/);
    expect(refusal(page(good, why, why)).message).toMatch(/:7: expected a requirement line above/);
  });

  test('a requirement line outside the section', () => {
    expect(refusal(`# gate\n\n${good}\n`).message).toMatch(/:3: expected a requirement line under a/);
  });

  test('an overlong line is refused quickly and cut in the message', () => {
    // Quadratic time would take longer than a test may take.
    const error = refusal(page(`- **gate/a** MUST ${'a. ('.repeat(500_000)}`));
    expect(error.message.length).toBeLessThan(500);
  });
});
