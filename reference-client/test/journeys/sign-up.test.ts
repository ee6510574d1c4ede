import { DateTime } from '@parsec-spec/spec/codec';
import type { Requests } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import sodium from 'libsodium-wrappers-sumo';
import { beforeAll, describe, expect, it } from 'vitest';
import { explainSignUp } from '../../src/explain/explain-sign-up.ts';
import { askForCode, checkCode, createAccount } from '../../src/journeys/sign-up.ts';
import { openRelay } from '../support/relay.ts';
import { cheap } from '../support/test-device.ts';

beforeAll(() => sodium.ready);
const relay = openRelay();
const environment = { crypto: syncCrypto, transport: { fetch: relay.fetch } };
const server = 'http://parsec.test/';
const email = 'zack@example.com';
const until = DateTime.ofMillis(1_700_000_000_000);

const created = async (answer: { status: string }, password = 'pw', address = email) => {
  relay.intercept = () => answer;
  const ended = await createAccount(environment, server, [address, 'Zack'], 'ABC234', password, cheap);
  const request = relay.heard.at(-1)?.request as Requests['account_create_proceed'];
  if (request.account_create_step.step !== 'NUMBER_1_CREATE') throw new Error('another step was sent');
  return { ended, step: request.account_create_step };
};

describe('each answer has an outcome, and each refusal an explanation', () => {
  it('of the request for the mail', async () => {
    const answers = {
      sent: { status: 'ok' },
      'mail-unavailable': { status: 'email_server_unavailable' },
      'recipient-refused': { status: 'email_recipient_refused' },
      'too-soon': { status: 'email_sending_rate_limited', wait_until: until },
      'unknown-status': { status: 'dummy' },
    };
    for (const [outcome, answer] of Object.entries(answers)) {
      relay.intercept = () => answer;
      const ended = await askForCode(environment, server, email);
      expect(ended.outcome).toBe(outcome);
      if (ended.outcome !== 'sent') expect(explainSignUp(ended).message).not.toBe('');
    }
    expect(relay.heard.at(-1)).toMatchObject({
      family: 'anonymous_server',
      authorization: '',
      request: { email },
    });
  });

  it('of the check of the code', async () => {
    const answers = {
      right: 'ok',
      'wrong-code': 'invalid_validation_code',
      'no-code': 'send_validation_email_required',
    };
    for (const [outcome, status] of Object.entries(answers)) {
      relay.intercept = () => ({ status });
      expect((await checkCode(environment, server, email, 'ABC234')).outcome).toBe(outcome);
    }
    expect(relay.heard.at(-1)?.request).toMatchObject({
      account_create_step: { step: 'NUMBER_0_CHECK_CODE', validation_code: 'ABC234', email },
    });
  });

  it('of the creation of the account', async () => {
    const answers = {
      created: 'ok',
      'account-stands': 'auth_method_id_already_exists',
      'wrong-code': 'invalid_validation_code',
      'no-code': 'send_validation_email_required',
    };
    for (const [outcome, status] of Object.entries(answers)) {
      expect((await created({ status })).ended.outcome).toBe(outcome);
    }
  });
});

describe('the keys of an account', () => {
  it('depend only on address and password, and libsodium derives the same ones', async () => {
    const { step } = await created({ status: 'ok' }, 'Pässwörd');
    const salt = sodium.crypto_generichash(16, `PARSEC_PASSWORD_ARGON2ID.${email}`, null);
    const master = sodium.crypto_pwhash(
      32,
      'Pässwörd',
      salt,
      cheap.opslimit,
      cheap.memlimitKib * 1024,
      sodium.crypto_pwhash_ALG_ARGON2ID13,
    );
    const derived = (digit: number, size: number): Uint8Array => {
      const half = new Uint8Array(16).fill(0);
      half.fill(digit * 17, 0, 8);
      return sodium.crypto_generichash_blake2b_salt_personal(size, master, half, half);
    };
    expect(Buffer.from(step.auth_method_id.bytes).toString('hex')).toBe(
      Buffer.from(derived(0, 16)).toString('hex'),
    );
    expect(Buffer.from(step.auth_method_mac_key).toString('hex')).toBe(
      Buffer.from(derived(1, 32)).toString('hex'),
    );
    const box = step.vault_key_access;
    const vault = sodium.crypto_secretbox_open_easy(box.subarray(24), box.subarray(0, 24), derived(2, 32));
    expect(vault[0]).toBe(0);
    expect(step.auth_method_password_algorithm).toEqual({
      type: 'ARGON2ID',
      opslimit: 1,
      memlimit_kb: 8,
      parallelism: 1,
    });
  });

  it('are the same for the same address and password, and different for any other', async () => {
    const [one, again, other, elsewhere] = await Promise.all([
      created({ status: 'ok' }, 'one'),
      created({ status: 'ok' }, 'one'),
      created({ status: 'ok' }, 'two'),
      created({ status: 'ok' }, 'one', 'zoe@example.com'),
    ]);
    expect(again.step.auth_method_id).toEqual(one.step.auth_method_id);
    for (const { step } of [other, elsewhere]) {
      expect(step.auth_method_id).not.toEqual(one.step.auth_method_id);
      expect(step.auth_method_mac_key).not.toEqual(one.step.auth_method_mac_key);
    }
  });
});
