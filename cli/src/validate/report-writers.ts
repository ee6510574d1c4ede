import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { RunEvent } from '@parsec-spec/conformance/events';
import type { RunLog } from '@parsec-spec/conformance/report';
import { CliError } from '../main/cli-error.ts';
import { makeFolder } from '../main/make-folder.ts';

/** Takes part in a run as a pure consumer of its events, and of what the server wrote. Neither throws: a report is not worth a run. */
export interface ReportWriter {
  /** Each event as it comes. */
  event(event: RunEvent): void;
  /**
   * The run is over, whole or not; `written` is the end of the log of a server that the suite started. Gives what a person is
   * told where the report could not be written.
   */
  end(log: RunLog, written: string): Promise<string | undefined>;
}

const kinds = ['ndjson', 'junit', 'html', 'markdown', 'badge', 'log'] as const;
type Kind = (typeof kinds)[number];

/** Makes the writers that `--report kind=path` asks for; an unwritable path is told before the run. */
export function reportWriters(specs: readonly string[]): readonly ReportWriter[] {
  return specs.map((spec) => {
    const split = spec.indexOf('=');
    const kind = kinds.find((name) => name === spec.slice(0, split));
    const path = spec.slice(split + 1);
    if (kind === undefined || split < 1 || path === '') {
      throw new CliError(
        'usage',
        `\`${spec}\` is no report`,
        'a report is ndjson=PATH, junit=PATH, html=PATH, markdown=PATH, badge=PATH or log=PATH',
      );
    }
    if (kind === 'badge' && !/\.(?:svg|json)$/.test(path)) {
      throw new CliError(
        'usage',
        `\`${path}\` does not tell what a badge it is`,
        'name a file .svg, or .json for an endpoint of shields.io',
      );
    }
    return writerOf(kind, path);
  });
}

function writerOf(kind: Kind, path: string): ReportWriter {
  refuseUnwritable(path);
  if (kind === 'ndjson') {
    let file: number | undefined;
    let refusal: string | undefined;
    return {
      event: (event) => {
        if (refusal !== undefined) return;
        try {
          file ??= openSync(path, 'w');
          writeFileSync(file, `${JSON.stringify(event)}\n`);
        } catch (error) {
          refusal = refusalOf(path, error);
        }
      },
      end: () => Promise.resolve(refusal),
    };
  }
  return {
    event: () => undefined,
    end: async (log, written) => {
      const reports = await import('@parsec-spec/conformance/report');
      const make = {
        html: reports.htmlReport,
        junit: reports.junitReport,
        markdown: reports.markdownReport,
        badge: path.endsWith('.svg') ? reports.badgeSvg : reports.badgeJson,
        log: () => written,
      };
      try {
        writeFileSync(path, make[kind](log));
      } catch (error) {
        return refusalOf(path, error);
      }
      return undefined;
    },
  };
}

const refusalOf = (path: string, error: unknown): string =>
  `the report ${path} cannot be written (${error instanceof Error ? error.message : error})`;

/** Opens what is to be written at the end of the run; an earlier report stays until there is another one to write. */
function refuseUnwritable(path: string): void {
  try {
    makeFolder(dirname(path));
    const there = statSync(path, { throwIfNoEntry: false });
    // Opening a pipe would wait for who reads it.
    if (there !== undefined && !there.isFile() && !there.isDirectory())
      return accessSync(path, constants.W_OK);
    closeSync(openSync(path, 'a'));
    // A link that leads nowhere stays, and so does where it leads now.
    if (there === undefined && !lstatSync(path).isSymbolicLink()) unlinkSync(path);
  } catch (error) {
    throw new CliError('usage', refusalOf(path, error), 'name a path that can');
  }
}
