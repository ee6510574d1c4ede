import { type CommandName, encodeRequest, type RequestOf } from '@parsec-spec/spec/commands';
import { expect, test } from 'vitest';
import { silentLog } from '../../src/log.ts';
import { makeBootstrap } from '../support/bootstrap.ts';
import {
  deviceCreation,
  type Member,
  newMember,
  profileChange,
  revocation,
  userCreation,
} from '../support/members.ts';
import { testOrganization } from '../support/test-organization.ts';
import { TestServer } from '../support/test-server.ts';

type Request = RequestOf<CommandName>;

/** The log lines of requests, without those of other things. */
function requestLines() {
  const lines: Readonly<Record<string, unknown>>[] = [];
  return { lines, log: { ...silentLog, debug: (fields: object) => lines.push({ ...fields }) } };
}

const bootstrapFields = [
  'user_certificate',
  'device_certificate',
  'redacted_user_certificate',
  'redacted_device_certificate',
  'sequester_authority_certificate',
] as const;

const requirementPart = (field: string): string => field.replaceAll('_', '-');

test.each(bootstrapFields)('a bootstrap names the requirement that refuses its %s', async (field) => {
  const { lines, log } = requestLines();
  const testServer = new TestServer({ log });
  const { id, token } = await testServer.organization();
  const whole = makeBootstrap(token, { isSequestered: true }).request;
  const ofOtherRoot = makeBootstrap(token, { isSequestered: true }).request[field];
  const wrongType = /device/.test(field) ? whole.user_certificate : whole.device_certificate;
  for (const certificate of [wrongType, new Uint8Array(3)])
    await testServer.call(`/anonymous/${id}`, encodeRequest({ ...whole, [field]: certificate }));
  await testServer.call(`/anonymous/${id}`, encodeRequest({ ...whole, [field]: ofOtherRoot }));
  await testServer.call(`/anonymous/${id}`, encodeRequest(whole));
  const decodes = `organization_bootstrap/${requirementPart(field)}-decodes`;
  // The first request made the organization.
  expect(lines.slice(1).map(({ command_status, requirement }) => [command_status, requirement])).toEqual([
    ['invalid_certificate', decodes],
    ['invalid_certificate', decodes],
    ['invalid_certificate', `organization_bootstrap/${requirementPart(field)}-signed-by-root`],
    ['ok', undefined],
  ]);
});

/** A coherent request with certificates of a member, and the fields that hold them. */
interface Certified {
  readonly cmd: string;
  readonly fields: readonly string[];
  readonly make: (author: Member, subject: Member) => Request;
}

const certified: readonly Certified[] = [
  {
    cmd: 'user_create',
    fields: [
      'user_certificate',
      'device_certificate',
      'redacted_user_certificate',
      'redacted_device_certificate',
    ],
    make: (author) => userCreation(author, newMember(`new-${Math.trunc(performance.now() * 1e3)}`)),
  },
  {
    cmd: 'device_create',
    fields: ['device_certificate', 'redacted_device_certificate'],
    make: (author) => deviceCreation(author, { ...author, deviceId: newMember('laptop').deviceId }),
  },
  {
    cmd: 'user_update',
    fields: ['user_update_certificate'],
    make: (a, b) => profileChange(a, b.userId, 'OUTSIDER'),
  },
  { cmd: 'user_revoke', fields: ['revoked_user_certificate'], make: (a, b) => revocation(a, b.userId) },
];
const places = certified.flatMap((each) => each.fields.map((field) => ({ ...each, field })));

test.each(places)(
  '$cmd names the requirement that refuses its $field',
  async ({ cmd, field, fields, make }) => {
    const { lines, log } = requestLines();
    const { ask, alice, enrol } = await testOrganization({ log });
    const bob = await enrol('bob');
    const isOnly = fields.length === 1;
    const decodes = isOnly ? 'certificate-decodes' : `${requirementPart(field)}-decodes`;
    const byAuthor = isOnly ? 'by-author' : `${requirementPart(field)}-by-author`;
    const wrongType = makeBootstrap(null, { isSequestered: true }).request.sequester_authority_certificate;
    const forged = Object.entries(make({ ...alice, seed: bob.seed }, bob)).find(
      ([name]) => name === field,
    )?.[1];
    const before = lines.length;
    const changed = (certificate: unknown): Request =>
      ({ ...make(alice, bob), [field]: certificate }) as unknown as Request;
    for (const certificate of [wrongType, new Uint8Array(3), forged]) await ask(alice, changed(certificate));
    expect(
      lines.slice(before).map(({ command_status, requirement }) => [command_status, requirement]),
    ).toEqual([
      ['invalid_certificate', `${cmd}/${decodes}`],
      ['invalid_certificate', `${cmd}/${decodes}`],
      ['invalid_certificate', `${cmd}/${byAuthor}`],
    ]);
  },
);

test('a request that a guard of the caller refuses names its requirement', async () => {
  const { lines, log } = requestLines();
  const { ask, alice } = await testOrganization({ log });
  const stranger: Member = { ...alice, seed: newMember('x').seed };
  await ask(stranger, { cmd: 'list_frozen_users' } as Request);
  await ask(alice, { cmd: 'list_frozen_users' } as Request);
  expect(lines.slice(-2).map(({ status, requirement }) => [status, requirement])).toEqual([
    [403, 'authentication/signature-verifies'],
    [200, undefined],
  ]);
});
