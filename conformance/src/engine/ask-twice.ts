import type { Exchange } from '../exchange/index.ts';
import type { Http, HttpRequest } from '../judge/http.ts';

/**
 * Sends a request of the preflight, and retries it if there is no answer. One lost answer must not
 * end a run.
 */
export async function askTwice(http: Http, request: HttpRequest): Promise<Exchange> {
  const first = await http.send(request);
  return first.error === undefined ? first : await http.send(request);
}
