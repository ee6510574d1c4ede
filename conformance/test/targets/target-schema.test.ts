import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import * as TJS from 'typescript-json-schema';
import { beforeAll, describe, expect, test } from 'vitest';
import clientSchema from '../../clients/client.schema.json' with { type: 'json' };
import type { ClientFile } from '../../src/targets/client/client-file.ts';
import type { TargetFile } from '../../src/targets/target-file.ts';
import schema from '../../targets/target.schema.json' with { type: 'json' };
import { altered } from '../support/altered.ts';

const spelling = { command: ['run'], arguments: ['--flag', '{value}'], environment: { NAME: '{value}' } };
const sample: TargetFile = {
  name: 'everything',
  start: {
    command: ['run'],
    arguments: ['--port', '{port}'],
    environment: { HOST: '{host}' },
    network: 'bridge',
    port: 6777,
    data: '/data',
    readOnly: true,
    store: spelling,
    database: { ...spelling, migrate: { image: ['migrate'], cmd: 'migrate' } },
    readySeconds: 5,
    options: {
      spontaneous: spelling,
      initialActiveUsersLimit: spelling,
      initialOutsiderAllowed: spelling,
      initialTos: spelling,
      initialArchivingPeriod: spelling,
      bootstrapWebhook: spelling,
      corsAllowOrigins: spelling,
      proxyTrustedAddresses: spelling,
      production: spelling,
      sseKeepalive: spelling,
      emailHost: spelling,
      emailPort: spelling,
      emailSender: spelling,
      emailUser: spelling,
      emailPassword: spelling,
      emailTimeout: spelling,
      validationEmails: spelling,
    },
  },
  capabilities: {
    durable: true,
    nodes: false,
    database: false,
    disk: false,
    mail: false,
    spontaneous: true,
    accounts: false,
    families: ['anonymous', 'tos'],
  },
  mail: { port: 2525, sender: 'no-reply@example.com' },
  baseline: [
    { check: 'a/b', reason: 'r', owner: 'o', expiry: '2027-01-31', observed: 'x' },
    { check: 'a/c', reason: 'r', owner: 'o', expiry: '2027-01-31', observed: ['x', 'y'], sometimes: true },
    { check: 'a/d', reason: 'r', owner: 'o', expiry: '2027-01-31', observed: { path: 'x', value: [1] } },
  ],
};

const step = { expect: 'a', shown: true, choices: 'b', terms: 'c', send: 'd', decline: 'e' };
const act = { arguments: ['run'], dialogue: [step], ok: 'f', refused: 'g', said: 'h' };
const clientSample: ClientFile = {
  name: 'everything',
  program: { path: 'p', variable: 'P' },
  version: { arguments: ['v'], pattern: '(.)' },
  environment: { NAME: 'value' },
  deviceFile: '(.)',
  opensForeignFiles: true,
  exitCodes: { ok: [0], refused: [1] },
  cancel: '{ctrl-c}',
  said: 'i',
  acts: {
    bootstrap: act,
    logIn: act,
    list: { ...act, users: 'j' },
    changePassword: act,
    acceptTerms: act,
    invite: { user: { ...act, link: 'k' }, device: { ...act, link: 'l' } },
    claim: act,
    greet: act,
    revoke: act,
  },
  baseline: sample.baseline ?? [],
};

const ajv = new Ajv2020({ formats: { date: true }, schemas: [schema] });
const kinds = [
  { kind: 'TargetFile', published: ajv.getSchema(schema.$id), sample },
  { kind: 'ClientFile', published: ajv.compile(clientSchema), sample: clientSample },
];
const witnesses = new Map<string, ValidateFunction>();

beforeAll(() => {
  const program = TJS.programFromConfig(resolve(import.meta.dirname, '../../tsconfig.schema.json'));
  const settings = { required: true, noExtraProps: true, strictNullChecks: true, ignoreErrors: true };
  const generator = TJS.buildGenerator(program, settings);
  for (const { kind } of kinds) {
    const described = generator?.getSchemaForSymbol(kind);
    witnesses.set(kind, new Ajv({ strict: false }).compile(described as object));
  }
});

describe.each(kinds)('$kind', ({ kind, published, sample }) => {
  const witness = (value: unknown) => witnesses.get(kind)?.(value);

  test('a complete file is valid by the schema and by the type', () => {
    expect(published?.(sample)).toBe(true);
    expect(witness(sample)).toBe(true);
  });

  test('the schema accepts and refuses what the TypeScript type does', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('drop', 'add', 'retype'),
        (path, change) => {
          const value = altered(structuredClone(sample), path, change);
          const isAccepted = published?.(value);
          if (isAccepted !== true) refused += 1;
          expect(witness(value), `${change} ${JSON.stringify(path)}`).toBe(isAccepted);
        },
      ),
      { seed: 7, numRuns: 1000 },
    );
    expect(refused).toBeGreaterThan(200);
  });
});
