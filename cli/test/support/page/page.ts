// Runs in a browser: the test of the packed packages bundles it with them.
import { clientCrypto, hashWasmArgon2id } from '@parsec-spec/reference-client/crypto';
import { createServer } from '@parsec-spec/reference-server/core';
import { fetchHandler } from '@parsec-spec/reference-server/fetch';
import { inProcess } from '@parsec-spec/reference-server/in-process';
import { readDocument } from '@parsec-spec/spec/certificates';
import { bytesOfHex, bytesOfText, decode, type Encodable, encode, hexOf } from '@parsec-spec/spec/codec';
import { type Crypto, portableCrypto, syncCrypto } from '@parsec-spec/spec/crypto';
import { checkVector, type VectorFile, vectorReaders } from '@parsec-spec/spec/vectors';
import { journey, storedDevices } from './journey.ts';

const providers: readonly Crypto[] = [{ ...syncCrypto, argon2id: hashWasmArgon2id }, clientCrypto];

const SIGNATURE_DIGITS = 128;

/** The document of a certificate, unpacked, in hexadecimal. */
function contentOf(certificate: string): string {
  const read = readDocument(bytesOfHex(certificate.slice(SIGNATURE_DIGITS)));
  return read.ok ? hexOf(encode(read.document as Encodable)) : read.reason;
}

/** Contradictions between the vectors of files and each provider, and how many were compared. */
async function vectors(files: readonly VectorFile[]) {
  const problems: string[] = [];
  let compared = 0;
  for (const crypto of providers) {
    for (const file of files) {
      const reader = vectorReaders[file.subject];
      if (reader === undefined) throw new Error(`no reader of ${file.subject}`);
      for (const vector of file.vectors) {
        let problem = await checkVector(reader, file, vector, crypto);
        compared += 1;
        // Browsers write documents without compression, so what is inside is compared.
        const [, written] = /^is written as ([0-9a-f]+)$/.exec(problem ?? '') ?? [];
        if (written !== undefined && /_certificate$/.test(file.subject))
          problem = contentOf(written) === contentOf(vector.input) ? undefined : problem;
        else if (written !== undefined && /^invite_(user|device)_/.test(file.subject))
          problem = await checkVector(reader, file, { ...vector, input: written }, crypto);
        if (problem !== undefined) problems.push(`${crypto.name}: ${file.subject} ${vector.id} ${problem}`);
      }
    }
  }
  return { problems, compared, isPortable: syncCrypto === portableCrypto, client: clientCrypto.name };
}

/** Answers of the server in the page, through both adapters. */
async function server() {
  const created = createServer({ config: { administration_token: 's3cr3t', debug: true } });
  const body = JSON.stringify({ organization_id: 'Acme' });
  const headers = { authorization: 'Bearer s3cr3t', 'content-type': 'application/json' };
  const url = 'https://parsec.test/administration/organizations';
  const answer = fetchHandler(created);
  const first = await answer(new Request(url, { method: 'POST', headers, body }));
  const again = await inProcess(created)({
    method: 'POST',
    target: '/administration/organizations',
    headers: Object.entries(headers),
    body: bytesOfText(body),
  });
  const ping = await answer(
    new Request('https://parsec.test/anonymous/Acme', {
      method: 'POST',
      headers: { 'api-version': '5.6', 'content-type': 'application/msgpack' },
      body: encode({ cmd: 'ping', ping: 'in the page' }),
    }),
  );
  const large = await answer(new Request(url, { method: 'POST', headers, body: ' '.repeat(1_048_577) }));
  const pong = decode(new Uint8Array(await ping.arrayBuffer()));
  return { created: first.status, again: again.status, pong: { ...(pong as object) }, large: large.status };
}

Object.assign(globalThis, { inPage: { vectors, server, journey, storedDevices } });
