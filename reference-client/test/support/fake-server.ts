import type { DateTime } from '@parsec-spec/spec/codec';
import {
  API_VERSION,
  decodeRequest,
  encodeReply,
  type Family,
  type OrganizationBootstrapRequest,
  type Requests,
} from '@parsec-spec/spec/commands';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';

export const serverUrl = 'http://parsec.test/';

type Request = Requests[keyof Requests];
type Answer = { status: string; [field: string]: unknown } | Response;

/** The requests in order: the decoded command, the raw body, the headers. */
export interface Heard {
  family: Family;
  request: Request;
  body: Uint8Array;
  headers: Headers;
}

/** A fake server behind `fetch`, which answers as each test says and records the requests. */
export interface FakeServer {
  heard: Heard[];
  /** Replies by command; `otherwise` answers all other commands. */
  answers: { [C in keyof Requests]?: (request: Requests[C]) => Answer | Promise<Answer> };
  otherwise: () => Answer;
  commands: () => string[];
}

/** Installs a new server for each test of a file. */
export function fakeServer(): FakeServer {
  const fake: FakeServer = {
    heard: [],
    answers: {},
    otherwise: () => new HttpResponse('', { status: 404 }),
    commands: () => fake.heard.map(({ request }) => request.cmd),
  };
  const msw = setupServer(
    http.post(`${serverUrl}*`, async ({ request }) => {
      const body = new Uint8Array(await request.clone().arrayBuffer());
      const family = familyOf(new URL(request.url).pathname);
      const decoded = decodeRequest(family, body);
      if (!decoded.ok) throw new Error(`the client sent what is no request: ${decoded.detail}`);
      fake.heard.push({ family, request: decoded.request, body, headers: request.headers });
      const answer = fake.answers[decoded.command] as
        | ((request: Request) => Answer | Promise<Answer>)
        | undefined;
      const reply = await (answer ?? fake.otherwise)(decoded.request);
      return reply instanceof Response ? reply : packed(reply);
    }),
  );
  beforeAll(() => msw.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => {
    fake.heard = [];
    fake.answers = {};
  });
  afterAll(() => msw.close());
  return fake;
}

const packed = (reply: { status: string }): Response =>
  HttpResponse.arrayBuffer(Uint8Array.from(encodeReply(reply)).buffer, {
    headers: { 'content-type': 'application/msgpack', 'api-version': API_VERSION },
  });

function familyOf(path: string): Family {
  if (path.endsWith('/tos')) return 'tos';
  return path.split('/')[1] as Family;
}

/** Makes the server accept one bootstrap, and gives its request. */
export function acceptsBootstrap(fake: FakeServer): {
  request: () => OrganizationBootstrapRequest | undefined;
} {
  let kept: OrganizationBootstrapRequest | undefined;
  fake.answers.organization_bootstrap = (request) => {
    if (kept !== undefined) return { status: 'organization_already_bootstrapped' };
    kept = request;
    return { status: 'ok' };
  };
  fake.answers.tos_get = () =>
    kept === undefined ? new HttpResponse('', { status: 403 }) : { status: 'no_tos' };
  fake.answers.certificate_get = ({ common_after }) => {
    if (kept === undefined) return new HttpResponse('', { status: 403 });
    return certificates(common_after === null ? [kept.user_certificate, kept.device_certificate] : []);
  };
  return { request: () => kept };
}

/** The reply to `certificate_get`. */
export const certificates = (common: readonly Uint8Array[], sequester: readonly Uint8Array[] = []) => ({
  status: 'ok',
  common_certificates: common,
  sequester_certificates: sequester,
  shamir_recovery_certificates: [],
  realm_certificates: new Map(),
});

export const terms = (updated_on: DateTime) => ({
  status: 'ok',
  per_locale_urls: { en: 'https://example.com/terms' },
  updated_on,
});

export const httpStatus = (status: number): Response => new HttpResponse('{"detail":"no"}', { status });
export const hangUp = (): Response => HttpResponse.error() as unknown as Response;
