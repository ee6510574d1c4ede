import http from 'node:http';
import { decodeMap } from '../../src/wire/decode.ts';
import { encode } from '../../src/wire/encode.ts';
import { headerPairs } from '../../src/wire/headers.ts';
import { parseJson } from '../../src/wire/parse-json.ts';
import type { Fields } from '../../src/wire/values.ts';
import { replaced } from './hostile.ts';
import { sampleServer } from './sample-server.ts';

/** A hostile value in an answer. */
export interface HostileAnswer {
  /** Which answer, counted from 0. */
  readonly at: number;
  readonly place: 'field' | 'header' | 'body' | 'event id' | 'event';
  readonly path: readonly number[];
  readonly value: unknown;
}

const headerNames = ['Api-Version', 'Content-Type', 'Supported-Api-Versions', 'Date', 'Location', 'X'];

/** A server in front of a correct one. Some of its answers are hostile, and every second stream. */
export function hostileServer(
  upstream: string,
  attacks: readonly HostileAnswer[],
): ReturnType<typeof sampleServer> {
  const byAnswer = new Map(attacks.map((attack) => [attack.at, attack]));
  let [answers, streams] = [0, 0];
  const next = (isStream: boolean): HostileAnswer | undefined => {
    if (!isStream) {
      answers += 1;
      return byAnswer.get(answers);
    }
    streams += 1;
    const attack = streams % 2 === 0 ? attacks[streams % attacks.length] : undefined;
    return attack && { ...attack, place: streams % 4 === 0 ? 'event' : 'event id' };
  };
  return sampleServer((incoming, outgoing) => {
    const { hostname, port } = new URL(upstream);
    const { method, url: path, rawHeaders } = incoming;
    const forwarded = http.request({
      ...{ hostname, port, method, path, agent: false, setHost: false },
      headers: headerPairs(rawHeaders).flat(),
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy()).on('error', () => undefined);
    forwarded.on('response', async (response) => {
      const isStream = String(response.headers['content-type']).startsWith('text/event-stream');
      const attack = next(isStream);
      const { path: places = [], value, place } = attack ?? {};
      const headers = headerPairs(response.rawHeaders).filter(
        ([name]) => !/^(content-length|transfer-encoding|connection|keep-alive)$/i.test(name),
      );
      const name = headerNames[(places[0] ?? 0) % headerNames.length] ?? '';
      const text = Buffer.from(`${place === 'header' ? textOf(value) : ''}`).toString('latin1');
      const sent =
        place === 'header' ? [...headers.filter(([each]) => each !== name), [name, text]] : headers;
      try {
        outgoing.writeHead(response.statusCode ?? 0, sent.flat());
      } catch {
        outgoing.writeHead(response.statusCode ?? 0, headers.flat());
      }
      if (isStream) {
        outgoing.flushHeaders();
        response.on('data', (part: Buffer) => outgoing.write(eventsOf(part, attack)));
        response.on('end', () => outgoing.end());
        response.on('error', () => outgoing.destroy());
        return;
      }
      const parts: Buffer[] = [];
      try {
        for await (const part of response) parts.push(part);
      } catch {
        return void outgoing.destroy();
      }
      outgoing.end(bodyOf(Buffer.concat(parts), attack));
    });
    incoming.pipe(forwarded);
  });
}

/** A text of a value for a place where only texts are. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, 1000) : `Ā ${Object.keys(Object(value)).join(' ')}`;

function bodyOf(body: Buffer, attack: HostileAnswer | undefined): Uint8Array {
  if (attack === undefined || attack.place === 'header') return body;
  const { path, value } = attack;
  const map = decodeMap(body);
  if (attack.place === 'body') return map === undefined ? Buffer.from(textOf(value)) : encode(value);
  if (map !== undefined) return encode(replaced(map, path, value));
  try {
    const json = parseJson(body.toString('utf8'));
    if (json === null || typeof json !== 'object' || Array.isArray(json)) return body;
    return Buffer.from(JSON.stringify(replaced(json as Fields, path, forJson(value))));
  } catch {
    return body;
  }
}

export const forJson = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value ?? null, (_, item) => (typeof item === 'bigint' ? Number(item) : item)));

/** The events with hostile ids and data. */
function eventsOf(part: Buffer, attack: HostileAnswer | undefined): Buffer {
  if (attack === undefined) return part;
  const { place, value, path } = attack;
  const text = part.toString('utf8');
  if (place === 'event id') {
    const id = textOf(value).replaceAll(/[\r\n]/g, '');
    return Buffer.from(text.replaceAll(/^id:.*$/gm, () => `id:${id}`));
  }
  return Buffer.from(
    text.replaceAll(/^data:(.+)$/gm, (line, data: string) => {
      const event = decodeMap(Buffer.from(data, 'base64'));
      if (event === undefined) return line;
      return `data:${Buffer.from(encode(replaced(event, path, value))).toString('base64')}`;
    }),
  );
}
