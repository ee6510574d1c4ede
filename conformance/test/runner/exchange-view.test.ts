import { expect, test } from 'vitest';
import { makeCertificate } from '../../src/people/certificates.ts';
import { SigningKey } from '../../src/people/keys.ts';
import { viewExchange } from '../../src/runner/exchange-view.ts';
import { encode } from '../../src/wire/encode.ts';
import { Exchange } from '../../src/wire/exchange.ts';
import { Secrets } from '../../src/wire/secrets.ts';
import { Id } from '../../src/wire/values.ts';

const request = (type: string, body: Uint8Array) =>
  new Exchange({ method: 'POST', target: '/x', headers: [['Content-Type', type]], body }, 'no answer', 1);

test('a msgpack request is shown with its command and values, without secrets', () => {
  const key = new Uint8Array(32).fill(0xab);
  const certificate = makeCertificate({ type: 'a', key }, new SigningKey(key));
  const message = {
    certificate,
    cmd: 'ping',
    ping: 'a password',
    key,
    list: [1n << 60n, null],
    of: new Id(new Uint8Array(16)),
  };
  const secrets = new Secrets();
  secrets.bytes(key, 'key');
  secrets.text('a password', 'password');
  const view = viewExchange(request('application/msgpack', encode(message)), {
    redact: (text) => secrets.redact(text),
    limit: 4096,
  });
  expect(view.request.command).toBe('ping');
  expect(view.request.body?.value).toEqual({
    certificate: { $signed: certificate.length, content: { type: 'a', key: { $bytes: 32, hex: '[key]' } } },
    cmd: 'ping',
    ping: '[password]',
    key: { $bytes: 32, hex: '[key]' },
    list: [{ $integer: `${1n << 60n}` }, null],
    of: { $id: '00000000-0000-0000-0000-000000000000' },
  });
});

test('a JSON request is shown with its values, and no body that is too long or no map', () => {
  const valueIn = (text: string, limit = 4096) => {
    const view = viewExchange(request('application/json', Buffer.from(text)), {
      redact: (plain) => plain,
      limit,
    });
    expect(view.request.command).toBeUndefined();
    return view.request.body?.value;
  };
  expect(valueIn('{"cmd":1,"$id":[{}]}')).toEqual({ cmd: 1, $$id: [{}] });
  expect(valueIn('[1]')).toBeUndefined();
  expect(valueIn('{"a":')).toBeUndefined();
  expect(valueIn(JSON.stringify({ a: 'x'.repeat(100) }), 10)).toBeUndefined();
});
