/**
 * A file that breaks one rule of the import law, and the same import in a place where it is
 * allowed.
 */
export interface Trespass {
  readonly rule: string;
  /** `from` may not import `to`… */
  readonly from: string;
  /** …as the text of the import statement's target. */
  readonly imports: string;
  /** The file that is allowed to import it. */
  readonly twin: string;
  /** The breach imports a value. By default it imports a type, to which most rules apply, too. */
  readonly importsValue?: true;
  /** The import of the twin, if its path differs. */
  readonly twinImports?: string;
}

/** One breach and its allowed twin for each rule of `dependency-cruiser.config.cjs`. */
export const trespasses: readonly Trespass[] = [
  {
    rule: 'screens-run-in-browsers',
    from: 'reference-client/app/page/disk.ts',
    imports: 'node:fs',
    twin: 'reference-client/app/make.ts',
  },
  {
    rule: 'screens-ask-the-worker',
    from: 'reference-client/app/page/journey.ts',
    imports: '@parsec-spec/reference-client/events',
    importsValue: true,
    twin: 'reference-client/app/worker/journey.ts',
  },
  {
    rule: 'the-client-knows-no-screens',
    from: 'reference-client/src/a/screen.ts',
    imports: '../../app/worker/journey.ts',
    twin: 'reference-client/app/other.ts',
    twinImports: './worker/journey.ts',
  },
  {
    rule: 'no-cycle',
    from: 'reference-client/src/ring/one.ts',
    imports: './two.ts',
    twin: 'reference-client/src/ring/three.ts',
  },
  {
    rule: 'every-import-is-found',
    from: 'reference-client/src/a/lost.ts',
    imports: './nowhere.ts',
    twin: 'reference-client/src/a/found.ts',
    twinImports: './thing.ts',
  },
  {
    rule: 'spec-imports-what-is-under-it',
    from: 'spec/src/a/up.ts',
    imports: '@parsec-spec/reference-server/core',
    twin: 'reference-server/src/a/own.ts',
  },
  {
    rule: 'reference-client-imports-what-is-under-it',
    from: 'reference-client/src/a/aside.ts',
    imports: '@parsec-spec/reference-server/core',
    twin: 'cli/src/a/serve.ts',
  },
  {
    rule: 'reference-server-imports-what-is-under-it',
    from: 'reference-server/src/a/aside.ts',
    imports: '@parsec-spec/reference-client/events',
    twin: 'conformance/src/a/client.ts',
  },
  {
    rule: 'commit-thread-loads-no-package',
    from: 'reference-server/src/storage/event-row.ts',
    imports: '@parsec-spec/spec/codec',
    importsValue: true,
    twin: 'reference-server/src/storage/sqlite/commit-thread.ts',
  },
  {
    rule: 'commit-thread-loads-no-package',
    from: 'reference-server/src/storage/sqlite/connect.ts',
    imports: '../thing.ts',
    importsValue: true,
    twin: 'reference-server/src/storage/sqlite/sqlite-events.ts',
  },
  ...['wire', 'people', 'targets', 'judge', 'model', 'vocabulary', 'played-server', 'faults', 'play'].map(
    (room, nth, rooms) => ({
      rule: `judge-${room}-imports-what-is-under-it`,
      from: `conformance/src/${room}/up.ts`,
      imports: `../${rooms[nth + 1] ?? 'runner'}/thing.ts`,
      twin: `conformance/src/runner/down-from-${room}.ts`,
    }),
  ),
  ...[
    ['runner', 'vectors'],
    ['vectors', 'doctor'],
    ['doctor', 'observe'],
    ['report', 'vectors'],
    ['observe', 'doctor'],
  ].map(([room, other]) => ({
    rule: `judge-${room}-imports-what-is-under-it`,
    from: `conformance/src/${room}/aside.ts`,
    imports: `../${other}/thing.ts`,
    twin: `conformance/src/${other}/own-to-${room}.ts`,
    twinImports: './thing.ts',
  })),
  {
    rule: 'server-storage-imports-what-is-under-it',
    from: 'reference-server/src/storage/up.ts',
    imports: '../delivery/thing.ts',
    twin: 'reference-server/src/core/mail.ts',
  },
  {
    rule: 'server-delivery-imports-what-is-under-it',
    from: 'reference-server/src/delivery/up.ts',
    imports: '../core/index.ts',
    twin: 'reference-server/src/http/down.ts',
  },
  {
    rule: 'server-core-imports-what-is-under-it',
    from: 'reference-server/src/core/up.ts',
    imports: '../http/thing.ts',
    twin: 'reference-server/src/serve/down.ts',
  },
  {
    rule: 'server-http-imports-what-is-under-it',
    from: 'reference-server/src/http/up.ts',
    imports: '../serve/thing.ts',
    twin: 'reference-server/src/serve/beside.ts',
    twinImports: './thing.ts',
  },
  {
    rule: 'conformance-imports-what-is-under-it',
    from: 'conformance/src/a/up.ts',
    imports: '../../../cli/src/a/index.ts',
    twin: 'cli/src/a/beside.ts',
    twinImports: './index.ts',
  },
  {
    rule: 'bench-imports-what-is-under-it',
    from: 'bench/src/a/judge.ts',
    imports: '@parsec-spec/conformance/wire',
    twin: 'cli/src/a/judge.ts',
  },
  {
    rule: 'site-imports-what-is-under-it',
    from: 'site/src/a/serve.ts',
    imports: '../../../cli/src/a/serve.ts',
    twin: 'cli/src/a/own.ts',
    twinImports: './serve.ts',
  },
  {
    rule: 'fixtures-import-nothing',
    from: 'fixtures/make.ts',
    imports: '@parsec-spec/spec/codec',
    twin: 'reference-server/src/a/codec.ts',
  },
  {
    rule: 'fixtures-are-for-tests',
    from: 'spec/src/a/vectors.ts',
    imports: '../../../fixtures/keys.json',
    twin: 'spec/test/vectors.ts',
    twinImports: '../../fixtures/keys.json',
  },
  {
    rule: 'rules-are-the-servers',
    from: 'cli/src/a/rules.ts',
    imports: '@parsec-spec/spec/rules',
    twin: 'reference-server/src/a/rules.ts',
  },
  {
    rule: 'rules-are-the-servers',
    from: 'reference-client/src/a/state.ts',
    imports: '@parsec-spec/spec/state',
    twin: 'reference-server/src/a/state.ts',
  },
  {
    rule: 'rules-are-the-servers',
    from: 'conformance/test/judge/guards.ts',
    imports: '@parsec-spec/spec/guards',
    twin: 'conformance/test/self-test/guards.ts',
  },
  {
    rule: 'rules-of-clients-stand-apart',
    from: 'spec/src/client-rules/of-servers.ts',
    imports: '../guards/index.ts',
    twin: 'spec/src/client-rules/of-clients.ts',
    twinImports: '../codec/index.ts',
  },
  {
    rule: 'rules-of-clients-are-for-clients',
    from: 'conformance/test/judge/client-rules.ts',
    imports: '@parsec-spec/spec/client-rules',
    twin: 'conformance/test/self-test/client-rules.ts',
  },
  // Beside a check its `mutants.ts` is the twin: the same import is allowed there.
  ...['guards', 'greeting', 'rules', 'state', 'records', 'certificates'].map((part) => ({
    rule: 'the-judge-reads-what-both-sides-know',
    from: `conformance/checks/commands/of-${part}/check.ts`,
    imports: `@parsec-spec/spec/${part}`,
    twin: `conformance/checks/commands/of-${part}/mutants.ts`,
  })),
  {
    rule: 'the-judge-reads-what-both-sides-know',
    from: 'conformance/src/a/one-guard.ts',
    imports: '../../../spec/src/guards/guard.ts',
    twin: 'conformance/src/a/codec.ts',
    twinImports: '@parsec-spec/spec/codec',
  },
  {
    rule: 'the-judge-reads-what-both-sides-know',
    from: 'conformance/src/a/record.ts',
    imports: '../../../spec/commands/anonymous/organization_bootstrap/rules.ts',
    twin: 'conformance/self-test/record.ts',
    twinImports: '../../spec/commands/anonymous/organization_bootstrap/rules.ts',
  },
  {
    rule: 'the-judge-meets-the-server-at-its-door',
    from: 'conformance/src/a/inside.ts',
    imports: '@parsec-spec/reference-server/core',
    twin: 'conformance/src/targets/memory-target.ts',
  },
  {
    rule: 'the-judge-meets-the-server-at-its-door',
    from: 'conformance/checks/commands/ping/pong.ts',
    imports: '@parsec-spec/reference-server/core',
    twin: 'conformance/checks/commands/ping/mutants.ts',
  },
  {
    rule: 'mutants-are-for-the-self-test',
    from: 'conformance/checks/commands/user_create/accepted-requests.ts',
    imports: './mutants.ts',
    twin: 'conformance/self-test/load-mutants.ts',
    twinImports: '../commands/user_create/mutants.ts',
  },
  {
    rule: 'commands-stand-alone',
    from: 'spec/commands/anonymous/ping/rules.ts',
    imports: '../organization_bootstrap/rules.ts',
    twin: 'spec/src/rules/list.ts',
    twinImports: '../../commands/anonymous/organization_bootstrap/rules.ts',
  },
  {
    rule: 'checks-stand-alone',
    from: 'conformance/checks/commands/ping.ts',
    imports: './organization_bootstrap.ts',
    twin: 'conformance/src/a/list.ts',
    twinImports: '../../commands/organization_bootstrap.ts',
  },
  {
    rule: 'observation-drives-nothing',
    from: 'conformance/src/observe/drives.ts',
    imports: '../runner/thing.ts',
    twin: 'conformance/src/report/shows.ts',
  },
  {
    rule: 'spec-does-nothing-itself',
    from: 'spec/src/a/clock.ts',
    imports: 'node:fs',
    twin: 'spec/src/platform/node.ts',
    twinImports: 'node:crypto',
  },
  {
    rule: 'spec-runs-in-browsers',
    from: 'spec/src/a/digest.ts',
    imports: 'node:crypto',
    twin: 'spec/src/crypto/node-crypto.ts',
  },
  {
    rule: 'server-platform-imports-what-is-under-it',
    from: 'reference-server/src/platform/up.ts',
    imports: '../storage/thing.ts',
    twin: 'reference-server/src/core/beside.ts',
  },
  {
    rule: 'server-core-runs-in-browsers',
    from: 'reference-server/src/core/digest.ts',
    imports: 'node:crypto',
    twin: 'reference-server/src/serve/digest.ts',
  },
  {
    rule: 'client-runs-in-browsers',
    from: 'reference-client/src/journeys/digest.ts',
    imports: 'node:crypto',
    twin: 'reference-client/src/node/digest.ts',
  },
  {
    rule: 'texts-are-made-in-reports',
    from: 'conformance/src/runner/cause.ts',
    imports: '../report/thing.ts',
    twin: 'conformance/src/report/step.ts',
    twinImports: './thing.ts',
  },
  {
    rule: 'what-is-published-needs-no-development-dependency',
    from: 'spec/src/a/witness.ts',
    imports: '@msgpack/msgpack',
    twin: 'spec/test/witness.ts',
  },
];

/** Files that the breaches and their twins import. */
export const bystanders: Readonly<Record<string, string>> = {
  'reference-client/src/ring/two.ts': "import type { Mine } from './one.ts';\nexport type thing = Mine;\n",
  'reference-client/src/a/thing.ts': 'export const thing = 1;\n',
  'reference-client/src/events/index.ts': 'export const thing = 1;\n',
  'reference-server/src/core/index.ts': 'export const thing = 1;\n',
  'reference-server/src/delivery/thing.ts': 'export const thing = 1;\n',
  'reference-server/src/http/thing.ts': 'export const thing = 1;\n',
  'reference-server/src/serve/thing.ts': 'export const thing = 1;\n',
  'reference-server/src/storage/thing.ts': 'export const thing = 1;\n',
  'spec/src/codec/index.ts': 'export const thing = 1;\n',
  ...Object.fromEntries(
    ['rules', 'records', 'state', 'guards', 'greeting', 'certificates', 'client-rules'].map((part) => [
      `spec/src/${part}/index.ts`,
      'export const thing = 1;\n',
    ]),
  ),
  'spec/src/guards/guard.ts': 'export const thing = 1;\n',
  'spec/commands/anonymous/organization_bootstrap/rules.ts': 'export const thing = 1;\n',
  'conformance/checks/commands/organization_bootstrap.ts': 'export const thing = 1;\n',
  'conformance/checks/commands/user_create/mutants.ts': 'export const thing = 1;\n',
  ...Object.fromEntries(
    [
      ...['people', 'targets', 'judge', 'model', 'vocabulary', 'played-server', 'faults', 'play'],
      'runner',
      ...['vectors', 'doctor', 'report', 'observe'],
    ].map((room) => [`conformance/src/${room}/thing.ts`, 'export const thing = 1;\n']),
  ),
  'conformance/src/wire/index.ts': 'export const thing = 1;\n',
  'cli/src/a/index.ts': 'export const thing = 1;\n',
  'fixtures/keys.json': '{}\n',
};
