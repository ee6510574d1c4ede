// `judge-app.ts` starts this host. The suite then starts `client.ts` once for each client under test.
// Each such program connects to the socket of the host and passes on the lines of the contract
// (conformance/clients/CONTRACT.md). The host carries them out on the pages of the app.
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Installation, serveContract } from '@parsec-spec/reference-client/driver';
import { cheapPasswords, type Replacement } from '../test/support/app-pages.ts';
import { browsers, startBrowser } from '../test/support/browsers.ts';
import { AppInstallation } from './installation.ts';
import { buildPages } from './pages.ts';

/** A browser in which each home folder of a client under test has a context of its own. */
export interface Host {
  /**
   * The path of the socket. The first line of a program is its home folder; an empty line says that it
   * ends in order. Lines to a program are answers of the contract; those that begin with `!` are its log.
   */
  readonly path: string;
  close(): Promise<void>;
}

/** Builds the app, and starts a browser for it. */
export async function startHost(replacements: readonly Replacement[] = []): Promise<Host> {
  const [installed] = browsers;
  if (installed?.path === undefined) throw new Error('there is no Chromium: apt-get install chromium');
  const [full, cheap, browser, folder] = await Promise.all([
    buildPages(replacements),
    buildPages([...replacements, cheapPasswords]),
    startBrowser(installed, { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }),
    mkdtemp(join(tmpdir(), 'parsec-spec-app-driver-')),
  ]);
  const installations = new Map<string, AppInstallation>();

  const serve = async (socket: Socket): Promise<void> => {
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const { value: home, done } = await lines.next();
    if (done === true) return;
    const installation = installations.get(home) ?? new AppInstallation(browser, home, { full, cheap });
    installations.set(home, installation);
    const log = (text: string): void => {
      for (const line of text.split('\n')) if (line !== '') socket.write(`!${line}\n`);
    };
    installation.window.log = log;
    let isOrderly = false;
    const ofContract = async function* (): AsyncGenerator<string> {
      for await (const line of { [Symbol.asyncIterator]: () => lines })
        if (line === '') isOrderly = true;
        else yield line;
    };
    const open = (isCheap: boolean) => failing(installation, isCheap, socket);
    await serveContract(open, {
      lines: ofContract(),
      write: (line) => socket.write(`${line}\n`),
      log,
      client: 'parsec-spec-app',
    });
    if (isOrderly) await installation.window.leave();
    else {
      installations.delete(home);
      await installation.window.close();
    }
    socket.destroy();
  };

  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket).catch((error: unknown) => fail(socket, error));
  });
  const path = join(folder, 'socket');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    close: async () => {
      server.close();
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ends the program of a socket after an error of the host, so that its act gets no outcome. */
function fail(socket: Socket, error: unknown): void {
  if (!socket.writable) return;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  socket.end(`!${text.replaceAll('\n', '\n!')}\n`);
}

/** An installation whose acts end the program if they throw: an error of the host is no refusal of the app. */
function failing(installation: AppInstallation, isCheap: boolean, socket: Socket): AppInstallation {
  installation.window.isCheap = isCheap;
  return new Proxy(installation, {
    get: (_, name: keyof Installation) => {
      const act = installation[name] as (input: object) => Promise<unknown>;
      return async (input: object) => {
        try {
          const end = await act.call(installation, input);
          await installation.window.rest();
          return end;
        } catch (error) {
          fail(socket, error);
          return new Promise(() => undefined);
        }
      };
    },
  });
}
