// The import law of ARCHITECTURE.md, type imports included. Paths are from the root of the tree; cli/test/import-law.test.ts
// shows that each rule fires.
const packages = {
  spec: [],
  'reference-client': ['spec'],
  'reference-server': ['spec'],
  conformance: ['spec', 'reference-client', 'reference-server'],
  cli: ['spec', 'reference-client', 'reference-server', 'conformance'],
  // the bench loads servers as any client would, and measures the limit with the library of our server
  bench: ['spec', 'reference-server'],
  site: ['spec', 'reference-client', 'reference-server', 'conformance'],
};

/** A package imports itself and the packages under it; `fixtures` is for the rule below. */
const layers = Object.entries(packages)
  .filter(([name]) => name !== 'cli')
  .map(([name, below]) => ({
    name: `${name}-imports-what-is-under-it`,
    severity: 'error',
    from: { path: `^${name}/` },
    to: {
      path: `^(${['fixtures', ...Object.keys(packages)].join('|')})/`,
      pathNot: `^(${[name, 'fixtures', ...below].join('|')})/`,
    },
  }));

/** The folders of the server, the lowest first. A folder imports itself and the folders below it. */
const serverFolders = ['platform', 'storage', 'delivery', 'core', 'http', 'serve'];
const serverLayers = serverFolders.slice(0, -1).map((name, nth) => ({
  name: `server-${name}-imports-what-is-under-it`,
  severity: 'error',
  from: { path: `^reference-server/src/${name}/` },
  to: { path: `^reference-server/src/(${serverFolders.slice(nth + 1).join('|')})/` },
}));

/** The rooms of the judge, the lowest first. A room imports itself and the rooms below it. */
const rooms = [
  'wire',
  'people',
  'targets',
  'judge',
  'model',
  'vocabulary',
  'played-server',
  'faults',
  'play',
  'runner',
];
const topRooms = ['vectors', 'doctor', 'report', 'observe'];
const judgeLayers = [...rooms, ...topRooms].map((name, nth) => ({
  name: `judge-${name}-imports-what-is-under-it`,
  severity: 'error',
  from: { path: `^conformance/src/${name}/` },
  to: {
    path: `^conformance/src/(${[...rooms.slice(nth + 1), ...topRooms].filter((other) => other !== name).join('|')})/`,
  },
}));

/** What the thread that commits to SQLite loads at run time. */
const commitThread =
  '^reference-server/src/storage/(journal|event-row|sqlite/(commit-thread|connect|sqlite-events))\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every-import-is-found',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    ...layers,
    ...serverLayers,
    ...judgeLayers,
    {
      name: 'texts-are-made-in-reports',
      comment: 'What is judged and how is decided by values.',
      severity: 'error',
      from: {
        path: '^conformance/(src|checks)/',
        pathNot: '^conformance/src/(report/|check-tests\\.ts$)',
      },
      to: { path: '^conformance/src/report/' },
    },
    {
      name: 'commit-thread-loads-no-package',
      comment:
        'A thread does not know the condition by which packages resolve to their sources. It may import types, and itself.',
      severity: 'error',
      from: { path: commitThread },
      to: { pathNot: commitThread, dependencyTypesNot: ['core', 'type-only'] },
    },
    {
      name: 'fixtures-import-nothing',
      severity: 'error',
      from: { path: '^fixtures/' },
      to: { pathNot: '^fixtures/' },
    },
    {
      name: 'fixtures-are-for-tests',
      severity: 'error',
      from: { pathNot: '^(fixtures|[^/]+/test|cli/src)/' },
      to: { path: '^fixtures/' },
    },
    {
      name: 'rules-are-the-servers',
      comment:
        'Neither a client, nor the command line, nor the tests of the judge read the rules of a server or its state.',
      severity: 'error',
      from: {
        path: '^(reference-client|cli|conformance/test)/',
        pathNot: '^conformance/test/self-test/',
      },
      to: { path: '^spec/(src/(rules|guards|state|records)/|.*/(rules|record)\\.ts$)' },
    },
    {
      name: 'rules-of-clients-stand-apart',
      comment: 'A client checks what the server should have checked, so it must not ask the same code.',
      severity: 'error',
      from: { path: '^spec/src/client-rules/' },
      to: { path: '^spec/(src/(rules|guards|state|records)/|.*/(rules|record)\\.ts$)' },
    },
    {
      name: 'rules-of-clients-are-for-clients',
      comment: 'Of the judge only the self-test reads them, to leave them out.',
      severity: 'error',
      from: {
        path: '^(reference-server|cli|bench|conformance|site)/',
        pathNot: '^conformance/(self-test|test/self-test)/',
      },
      to: { path: '^spec/src/client-rules/' },
    },
    {
      name: 'the-judge-reads-what-both-sides-know',
      comment:
        'An allow-list. The judge states what a server must do itself; only mutants, the self-test and tests read more of spec.',
      severity: 'error',
      from: { path: '^conformance/', pathNot: '^conformance/(self-test/|test/|.*/mutants\\.ts$)' },
      to: {
        path: '^spec/',
        pathNot: '^spec/src/(requirements|stories|commands|codec|crypto|vectors|device-files|errors)/',
      },
    },
    {
      name: 'the-judge-meets-the-server-at-its-door',
      comment:
        'Only the driver of memory:reference, the handlers for MSW, mutants and the self-test import it.',
      severity: 'error',
      from: {
        path: '^conformance/',
        pathNot:
          '^conformance/(src/(targets/memory-(target|config)\\.ts$|played-server/msw/)|self-test/|test/|.*/mutants\\.ts$)',
      },
      to: { path: '^reference-server/' },
    },
    {
      name: 'mutants-are-for-the-self-test',
      comment: 'A check does not depend on the servers that show that it can fail.',
      severity: 'error',
      from: {
        path: '^(conformance|cli|bench)/',
        pathNot: '^conformance/(self-test/|test/|.*/mutants\\.ts$)',
      },
      to: { path: '^conformance/(self-test/|.*/mutants\\.ts$)' },
    },
    {
      name: 'commands-stand-alone',
      severity: 'error',
      from: { path: '^(spec/(?:commands/[^/]+|administration))/([^/]+)/' },
      to: { path: '^spec/(commands/[^/]+|administration)/[^/]+/', pathNot: '^$1/$2/' },
    },
    {
      name: 'checks-stand-alone',
      comment:
        'What several commands need is in conformance/src; a folder of one command may share within itself.',
      severity: 'error',
      from: { path: '^conformance/checks/([^/]+)/([^/]+)' },
      to: { path: '^conformance/checks/', pathNot: '^conformance/checks/$1/$2/' },
    },
    {
      name: 'observation-drives-nothing',
      comment: 'The judge of traffic reads exchanges of others. It has no check, no target and no peer.',
      severity: 'error',
      from: { path: '^conformance/src/observe/' },
      to: { path: '^conformance/(checks|src/(runner|play|faults|played-server|targets))/' },
    },
    {
      name: 'spec-does-nothing-itself',
      comment: 'No files, no sockets, no processes, no clock, no randomness of its own.',
      severity: 'error',
      from: { path: '^spec/(src|commands|administration|certificates|protocol|types)/' },
      to: {
        dependencyTypes: ['core'],
        pathNot: '^(node:)?(crypto|zlib|util)$',
      },
    },
    {
      name: 'spec-runs-in-browsers',
      comment: 'What Node and browsers do differently is in #platform: one module for each.',
      severity: 'error',
      from: {
        path: '^spec/(src|commands|administration|certificates|protocol|types)/',
        pathNot: '^spec/src/(platform/node|crypto/node-crypto)\\.ts$',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'server-core-runs-in-browsers',
      comment:
        'What Node and browsers do differently is in #platform. Only storage on disk, mails, sockets and `serve` need Node.',
      severity: 'error',
      from: {
        path: '^reference-server/src/',
        pathNot:
          '^reference-server/src/(serve/|http/node/|storage/(sqlite|postgres|backup)/|delivery/open-mailer\\.ts$|platform/node\\.ts$)',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-runs-in-browsers',
      comment:
        'What Node and browsers do differently is in #platform. Only folders of the system, trust in authorities and the driver of the suite need Node.',
      severity: 'error',
      from: {
        path: '^reference-client/src/',
        pathNot: '^reference-client/src/(driver/|node/|platform/node(-files)?\\.ts$)',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'screens-run-in-browsers',
      severity: 'error',
      from: { path: '^reference-client/app/(page|worker)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'screens-ask-the-worker',
      comment: 'Keys and passwords are in the worker. A screen knows the types of its answers.',
      severity: 'error',
      from: { path: '^reference-client/app/page/' },
      to: {
        path: '^(reference-client/(src|app/worker)|spec/src/crypto)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'the-client-knows-no-screens',
      severity: 'error',
      from: { path: '^reference-client/src/' },
      to: { path: '^reference-client/app/' },
    },
    {
      name: 'what-is-published-needs-no-development-dependency',
      severity: 'error',
      from: { path: '^(spec|reference-client|reference-server|conformance|cli)/src/' },
      // A peer is a development dependency here, and installed by the user there.
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|\\.bundle)/' },
    combinedDependencies: false,
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['parsec-spec:src', 'import', 'node', 'default', 'types'],
    },
  },
};
