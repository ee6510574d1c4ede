import { near, valid } from '@parsec-spec/spec/arbitraries';
import { type Encodable, encode } from '@parsec-spec/spec/codec';
import {
  commandFacts,
  decodeReply,
  decodeRequest,
  encodeReply,
  encodeRequest,
  families,
} from '@parsec-spec/spec/commands';
import { explain, type SchemaName, validate } from '@parsec-spec/spec/validate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const names = Object.keys(valid) as SchemaName[];
const commands = Object.keys(commandFacts) as (keyof typeof commandFacts)[];

describe('every schema', () => {
  test.each(names)('%s accepts its valid values and refuses its near misses, naming the problem', (name) => {
    fc.assert(
      fc.property(valid[name](), near[name](), (good, bad) => {
        expect(explain(name, good)).toBeUndefined();
        expect(validate(name, bad)).toBe(false);
        expect(explain(name, bad)).toMatch(/must|is not valid/);
      }),
      { numRuns: 50 },
    );
  });
});

describe('every command', () => {
  test.each(commands)(
    '%s: a valid request comes back equal, a near miss is refused with its field named',
    (name) => {
      const family = (Object.keys(families) as (keyof typeof families)[]).find((key) =>
        (families[key].commands as readonly string[]).includes(name),
      );
      const schema = commandFacts[name].request;
      fc.assert(
        fc.property(valid[schema](), near[schema](), (request, miss) => {
          const read = decodeRequest(family ?? 'anonymous', encodeRequest(request));
          expect(read).toMatchObject({ ok: true, command: name });
          if (read.ok) expect(encodeRequest(read.request)).toEqual(encodeRequest(request));
          const refused = decodeRequest(family ?? 'anonymous', encode(miss as Encodable));
          expect(refused.ok).toBe(false);
        }),
        { numRuns: 50 },
      );
    },
  );

  test.each(commands)('%s: every valid reply comes back equal', (name) => {
    fc.assert(
      fc.property(valid[commandFacts[name].reply](), (reply) => {
        const read = decodeReply(name, encodeReply(reply));
        expect(read.kind).toBe('known');
        if (read.kind === 'known') expect(encodeReply(read.reply)).toEqual(encodeReply(reply));
      }),
      { numRuns: 50 },
    );
  });

  test('an unknown status is a failure with its reason, not a decoding error', () => {
    expect(decodeReply('tos_get', encode({ status: 'dummy', reason: 'x' }))).toEqual({
      kind: 'unknown-status',
      reply: { status: 'dummy', reason: 'x' },
    });
    expect(decodeReply('tos_get', encode({ status: 'dummy', reason: 1 })).kind).toBe('invalid');
    expect(decodeReply('tos_get', encode({ status: 'ok' })).kind).toBe('invalid');
  });

  test.each([
    ['not msgpack', new Uint8Array([0xc1]), 'not-msgpack'],
    ['no map', encode(['organization_info']), 'not-a-map'],
    ['no command', encode({}), 'unknown-command'],
    ['a command of another family', encode({ cmd: 'tos_get' }), 'unknown-command'],
    ['a missing field', encode({ cmd: 'certificate_get' }), 'invalid'],
    ['`cmd` twice', Uint8Array.from(Buffer.from('82a3636d64a13fa3636d64a13f', 'hex')), 'unknown-command'],
  ])('a request that is %s is refused', (_title, body, reason) => {
    expect(decodeRequest('authenticated', body)).toMatchObject({ ok: false, reason });
  });

  test('unknown keys and trailing bytes are ignored, and an empty map is accepted as a map of realms', () => {
    const request = {
      cmd: 'certificate_get',
      common_after: null,
      sequester_after: null,
      shamir_recovery_after: null,
      realm_after: {},
    };
    const body = encode({ ...request, unknown: 1 });
    const read = decodeRequest('authenticated', Uint8Array.from([...body, 0xff]));
    expect(read.ok && read.command === 'certificate_get' && read.request.realm_after).toBeInstanceOf(Map);
  });
});
