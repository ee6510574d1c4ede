import type { Judge } from '../../../src/judge/judge.ts';
import { verifies } from '../../../src/judge/verifies.ts';
import type { Exchange } from '../../../src/wire/exchange.ts';

const get = (judge: Judge, target: string) => judge.http({ target, label: target });

verifies('transport/root-answers', async (judge) => {
  judge.expect.answer(await get(judge, '/'), 200, 'the site root');
  judge.expect.answer(await get(judge, `/${judge.newName()}`), 404, 'a page that is not there');
});

/** Patterns of stack traces in the usual server languages. Bounded, so that they take linear time. */
const stackTrace =
  /Traceback \(most recent|File "[^"\n]{1,300}", line \d|\bat [^\n]{1,300}:\d{1,9}:\d{1,9}\)|panicked at|goroutine \d/;

const paths = (name: string): readonly string[] => [
  `/${name}`,
  `/${name}/page`,
  `/static/${name}.css`,
  '/..%2f..%2fetc%2fpasswd',
  '/static/..%2f..%2fetc%2fpasswd',
  '/../../etc/passwd',
];

verifies('transport/unknown-page', async (judge) => {
  for (const path of paths(judge.newName())) {
    const exchange = await get(judge, path);
    judge.expect.answer(exchange, 404, `GET ${path}`);
    judge.expect.that(!stackTrace.test(exchange.text), 'no stack trace', exchange.text, exchange);
  }
  judge.expect.reply(
    await judge.rpc.anonymousServer({ cmd: 'server_config' }),
    'ok',
    'a route that is there',
  );
});

verifies('transport/documentation-holds-no-secret', { needs: ['administration'] }, async (judge) => {
  const { token } = await judge.organization();
  const secrets = [judge.administration.token, Buffer.from(token ?? []).toString('hex')];
  const holdsNone = (exchange: Exchange) =>
    judge.expect.that(
      !secrets.some((secret) => exchange.text.includes(secret)),
      'no administration token and no bootstrap token',
      'a secret in the page',
      exchange,
    );
  for (const page of ['/docs', '/redoc', '/openapi.json']) {
    const exchange = await get(judge, page);
    judge.expect.answer(exchange, [200, 404], `GET ${page}`);
    holdsNone(exchange);
  }
  judge.expect.answer(await get(judge, `/${judge.newName()}`), 404, 'a page that is not there');
});
