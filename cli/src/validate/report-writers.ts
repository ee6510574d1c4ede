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
import type { RunLog } from '@parsec-spec/conformance/report';
import type { RunEvent } from '@parsec-spec/conformance/runner';
import { CliError } from '../main/cli-error.ts';
import { makeFolder } from '../main/make-folder.ts';

/**
 * A consumer of the events of a run and of the server's output. It does not throw, because a failed
 * report must not stop the run.
 */
export interface ReportWriter {
  /** Receives each event. */
  event(event: RunEvent): void;
  /**
   * Writes the report after the run, complete or not.
   *
   * @param written the last output of a server that the suite started
   * @returns the error message if the report could not be written
   */
  end(log: RunLog, written: string): Promise<string | undefined>;
}

const kinds = ['ndjson', 'junit', 'html', 'markdown', 'badge', 'log'] as const;
type Kind = (typeof kinds)[number];

/** Creates the writers for `--report kind=path`. An unwritable path is an error before the run. */
export function reportWriters(specs: readonly string[]): readonly ReportWriter[] {
  return specs.map((spec) => {
    const split = spec.indexOf('=');
    const kind = kinds.find((name) => name === spec.slice(0, split));
    const path = spec.slice(split + 1);
    if (kind === undefined || split < 1 || path === '') {
      throw new CliError(
        'usage',
        `\`${spec}\` is not a report`,
        'a report is ndjson=PATH, junit=PATH, html=PATH, markdown=PATH, badge=PATH or log=PATH',
      );
    }
    if (kind === 'badge' && !/\.(?:svg|json)$/.test(path)) {
      throw new CliError(
        'usage',
        `\`${path}\` does not name the kind of badge`,
        'use the extension .svg, or .json for an endpoint of shields.io',
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

/**
 * Tests that the report can be written at the end of the run. An earlier report stays until then.
 */
function refuseUnwritable(path: string): void {
  try {
    makeFolder(dirname(path));
    const there = statSync(path, { throwIfNoEntry: false });
    // Opening a pipe would wait for a reader.
    if (there !== undefined && !there.isFile() && !there.isDirectory())
      return accessSync(path, constants.W_OK);
    closeSync(openSync(path, 'a'));
    // A dangling symbolic link stays unchanged.
    if (there === undefined && !lstatSync(path).isSymbolicLink()) unlinkSync(path);
  } catch (error) {
    throw new CliError('usage', refusalOf(path, error), 'choose another path');
  }
}
