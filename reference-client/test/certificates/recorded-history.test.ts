import { readFileSync } from 'node:fs';
import { emptyView, type OrganizationView } from '@parsec-spec/spec/client-rules';
import { decode, encode } from '@parsec-spec/spec/codec';
import { decodeReply } from '@parsec-spec/spec/commands';
import { syncCrypto } from '@parsec-spec/spec/crypto';
import { describe, expect, it } from 'vitest';
import { type CertificateBatch, verifyChain } from '../../src/certificates/verify-chain.ts';
import { samples } from '../support/samples.ts';

/** Replies of Scille's server to `certificate_get` of Scille's client, recorded in one journey. */
interface Recorded {
  step: string;
  organization: string;
  device: string;
  request: string;
  reply: string;
}

const file = new URL('../samples/certificate-replies.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as readonly Recorded[];
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

function batchOf({ reply }: Recorded): CertificateBatch {
  const decoded = decodeReply('certificate_get', bytes(reply));
  if (decoded.kind !== 'known') throw new Error('the recorded reply does not decode');
  return {
    common: decoded.reply.common_certificates,
    sequester: decoded.reply.sequester_certificates,
  };
}

const isWhole = ({ request }: Recorded): boolean =>
  (decode(bytes(request)) as Record<string, unknown>).common_after === null;

function rootKeyOf(organization: string): Uint8Array {
  const sample = samples.find(({ device }) => device.organization_id === organization);
  if (sample === undefined) throw new Error(`no key file of ${organization}`);
  return bytes(String(sample.device.root_verify_key));
}

const verified = async (view: OrganizationView, batch: CertificateBatch): Promise<OrganizationView> => {
  const chain = await verifyChain(syncCrypto, view, batch);
  if (!chain.ok) throw new Error(`${chain.topic} ${chain.index} ${chain.problem}: ${chain.detail}`);
  return chain.view;
};

describe('certificates that Scille’s server served to Scille’s client', () => {
  for (const [index, each] of recorded.filter(isWhole).entries()) {
    it(`whole history ${index + 1}, ${each.step}: is valid from the root key on`, async () => {
      const view = await verified(emptyView(rootKeyOf(each.organization)), batchOf(each));
      expect(view.devices.has(each.device)).toBe(true);
      expect(view.sequesteredOn !== undefined).toBe(each.organization.startsWith('OrgSeq'));
    });
  }

  it('the replies to one device, in order, lead to the same view as one reply with everything', async () => {
    const bob = recorded.filter(({ device }) => device.startsWith('3ca17413'));
    let view = emptyView(rootKeyOf('OrgA-sample'));
    let pieces = 0;
    for (const each of bob) {
      if (isWhole(each) && view.users.size > 0) {
        const whole = await verified(emptyView(rootKeyOf('OrgA-sample')), batchOf(each));
        expect(whole.users).toEqual(view.users);
        expect(whole.devices).toEqual(view.devices);
        pieces++;
        break;
      }
      view = await verified(view, batchOf(each));
    }
    expect(pieces).toBe(1);
    const users = [...view.users.values()];
    expect(users.map((user) => user.profile).sort()).toContain('OUTSIDER');
    expect(users.filter((user) => user.revokedOn !== undefined)).toHaveLength(1);
  });

  it('the view of an outsider has no names', async () => {
    const dave = recorded.find(({ step }) => step.startsWith('redaction'));
    if (dave === undefined) throw new Error('no such step');
    const view = await verified(emptyView(rootKeyOf('OrgA-sample')), batchOf(dave));
    expect([...view.users.values()].map((user) => user.handle)).toEqual(Array(view.users.size).fill(null));
  });

  it('another root key refuses the first certificate', async () => {
    const [first] = recorded.filter(isWhole);
    if (first === undefined) throw new Error('no whole history');
    const chain = await verifyChain(syncCrypto, emptyView(rootKeyOf('OrgNfd-sample')), batchOf(first));
    expect(chain).toMatchObject({ ok: false, problem: 'signature', topic: 'common', index: 0 });
  });

  it('this project encodes the same requests', () => {
    for (const { request } of recorded) {
      const sent = bytes(request);
      expect(encode(decode(sent) as Parameters<typeof encode>[0])).toEqual(sent);
    }
  });
});
