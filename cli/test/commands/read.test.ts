import { requirements } from '@parsec-spec/spec/requirements';
import { describe, expect, it } from 'vitest';
import { callCli } from '../support/call-cli.ts';
import { runCli } from '../support/run-cli.ts';

describe('read', () => {
  it('lists the topics', async () => {
    const { code, stdout } = await callCli(['read']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Chapters\n(.*\n)*? {2}transport +Messages travel over HTTP/m);
    expect(stdout).toMatch(/^Commands\n(.*\n)*? {2}organization_bootstrap +Gives an organization/m);
  });

  it.each([
    ['organization_bootstrap', /Gives an organization its root key/],
    ['Organization-Bootstrap', /Gives an organization its root key/],
    ['transport', /one URL for each family/],
    ['user_certificate', /States that a user exists/],
    ['organization_create', /reserves a name/],
    ['OrganizationId', /types\/organization-id-nfc/],
    ['organization_bootstrap/token-works-once', /MUST answer/],
    ['boot-09', /organization_bootstrap\/token-works-once/],
    ['overview', /who sends what,\s+and what the server can read/],
  ])('shows the topic %s', async (topic, text) => {
    const { code, stdout, stderr } = await callCli(['read', topic]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(text);
  });

  it('shows every requirement line of a section', async () => {
    const { stdout } = await callCli(['read', 'LINK', '--output', 'json']);
    const found = JSON.parse(stdout) as { kind: string; requirements: { id: string }[] };
    expect(found.kind).toBe('section');
    expect(found.requirements.map(({ id }) => id)).toEqual(
      requirements.filter(({ section }) => section === 'LINK').map(({ id }) => id),
    );
  });

  it.each(['user_create', 'BOOT-09', 'transport'])(
    'leaves out the reasons of %s with --brief',
    async (topic) => {
      const texts = await Promise.all([[], ['--brief']].map((more) => callCli(['read', topic, ...more])));
      const [whole = '', brief = ''] = texts.map(({ stdout }) => stdout);
      expect(whole).toContain('Why: ');
      expect(brief).not.toContain('Why: ');
      expect(brief.match(/MUST/g)).toHaveLength(whole.match(/MUST/g)?.length ?? 0);
      const json = await callCli(['read', topic, '--brief', '--output', 'json']);
      expect(json.stdout).not.toMatch(/Why: |"why":/);
    },
  );

  it('refuses --brief without a topic', async () => {
    const { code, stderr } = await callCli(['read', '--brief']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--brief needs a topic') });
  });

  it('names the nearest topics for an unknown one and ends with 3', async () => {
    const { code, stdout, stderr } = await callCli(['read', 'organization_bootstap']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/unknown name `organization_bootstap`\n.*organization_bootstrap/);
    const json = await callCli(['read', 'tranport', '--output', 'json']);
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { code: 'nothing-selected', hint: expect.stringContaining('transport') },
    });
  });

  it('has no colours with NO_COLOR, and has them with FORCE_COLOR', async () => {
    const plain = await runCli(['read', 'ping']);
    const coloured = await runCli(['read', 'ping'], { env: { NO_COLOR: undefined, FORCE_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001b');
    expect(coloured.stdout).toContain('\u001b[');
    expect(coloured.stdout.length).toBeGreaterThan(plain.stdout.length);
  });
});

describe('read --search', () => {
  it('finds matching passages, the best first', async () => {
    const { code, stdout } = await callCli(['read', '--search', 'small order', '--output', 'json']);
    expect(code).toBe(0);
    const { hits } = JSON.parse(stdout) as { hits: { topic: string; excerpt: string; score: number }[] };
    expect(hits[0]?.topic).toBe('keys/root-key-not-small-order');
    expect(hits[0]?.excerpt).toContain('small order');
    const scores = hits.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((left, right) => right - left));
  });

  it.each([
    ['which algorithm', 'keys', 'Algorithms'],
    ['two servers', 'durability', 'Several nodes'],
    ['how is the encryption key derived from a passphrase', 'client-keys', 'From the password to the key'],
    ['can I call the server from JavaScript', 'transport', 'Requests from browsers (CORS)'],
    ['wipe an organization', 'administration', 'Delete an organization or a user'],
    ['my laptop was stolen', 'lost-keys', 'A lost laptop'],
    ['too many requests', 'account_create_send_validation_email/cooldown', undefined],
    ['is the date in UTC', 'date-time', undefined],
    ['can an attacker resend my request', 'authentication', 'Replay of a request'],
    ['how do I revoke a user', 'user_revoke', undefined],
  ])('answers "%s" with %s among the first three', async (words, topic, heading = topic) => {
    const { stdout } = await callCli(['read', '--search', words, '--output', 'json']);
    const { hits } = JSON.parse(stdout) as { hits: readonly unknown[] };
    expect(hits.slice(0, 3)).toContainEqual(expect.objectContaining({ topic, heading }));
  });

  it('tolerates a typing error and says where to continue', async () => {
    const { code, stdout } = await callCli(['read', '--search', 'sequestr authority']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sequester_authority_certificate/m);
    expect(stdout).toContain('parsec-spec read NAME');
  });

  it('reports if nothing matches, and suggests nothing that is not close', async () => {
    const { code, stderr } = await callCli(['read', '--search', 'xyzzyx']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/no match for "xyzzyx"\n {2}`parsec-spec read` lists all topics\n/);
  });

  it('refuses a text that would take minutes', async () => {
    const { code, stderr } = await callCli(['read', '--search', 'device1 '.repeat(12_000)]);
    expect(code).toBe(2);
    expect(stderr).toContain('--search takes at most 200 characters, got 96000');
  });

  it('excludes a topic', async () => {
    const { code, stderr } = await callCli(['read', 'ping', '--search', 'pong']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/exclude each other/);
  });
});
