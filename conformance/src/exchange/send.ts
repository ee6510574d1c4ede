import http from 'node:http';
import https from 'node:https';
import { codeOf } from './code-of.ts';
import type { Endpoint } from './endpoint.ts';
import { Exchange, type ReceivedResponse, type SentRequest } from './exchange.ts';
import { headerPairs } from './header-pairs.ts';
import { responseLimit, tooLong } from './response-limit.ts';

/** When the answer counts as complete: with its body, or already with its head (event streams). */
export type Until = 'body' | 'head';

/** Sends one request and waits for its answer. Never throws: a socket's error becomes the exchange's. */
export async function send(
  endpoint: Endpoint,
  request: SentRequest,
  signal: AbortSignal,
  until: Until = 'body',
): Promise<Exchange> {
  const started = performance.now();
  let outcome = await attempt(endpoint, request, signal, until, endpoint.agent);
  // A kept connection that the target closed while idle says nothing about the target; others that are kept may be as old.
  if (outcome === 'stale connection')
    outcome = endpoint.once ? 'ECONNRESET' : await attempt(endpoint, request, signal, until, false);
  const durationMs = performance.now() - started;
  if (typeof outcome !== 'string') endpoint.roundTrips.add(durationMs);
  return new Exchange(request, outcome, durationMs);
}

function attempt(
  endpoint: Endpoint,
  request: SentRequest,
  signal: AbortSignal,
  until: Until,
  agent: http.Agent | false,
): Promise<ReceivedResponse | string> {
  return new Promise((resolve) => {
    const options: https.RequestOptions = {
      ...endpoint.connection,
      method: request.method,
      path: request.target,
      headers: request.headers.flat(),
      agent,
      signal,
      setHost: false,
    };
    let sent: http.ClientRequest;
    try {
      sent = (endpoint.secure ? https : http).request(options);
    } catch (error) {
      resolve(codeOf(error));
      return;
    }
    let head = false;
    sent.on('response', (response) => {
      head = true;
      const parts: Uint8Array[] = [];
      let size = 0;
      const finish = () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: headerPairs(response.rawHeaders),
          body: Buffer.concat(parts),
        });
      if (until === 'head') {
        finish();
        response.destroy();
        return;
      }
      response.on('data', (part: Uint8Array) => {
        size += part.length;
        if (size <= responseLimit) parts.push(part);
        else response.destroy(tooLong());
      });
      response.on('end', finish);
      response.on('error', (error) => resolve(codeOf(error)));
    });
    sent.on('error', (error) =>
      resolve(
        !head && sent.reusedSocket && codeOf(error) === 'ECONNRESET' ? 'stale connection' : codeOf(error),
      ),
    );
    sent.end(request.body);
  });
}
