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
import type { ReportEvent, RunLog } from '@parsec-spec/conformance/report';
import { printableJson } from '@parsec-spec/conformance/wire';
import { CliError, exitCode } from '../main/cli-error.ts';
import { makeFolder } from '../main/make-folder.ts';
import { printableLines } from '../main/printable.ts';
import { errorReportOf } from '../main/report-error.ts';
import { siteForReport } from '../main/site-address.ts';

/**
 * A consumer of the events of a run and of the server's output. It does not throw, because a failed
 * report must not stop the run.
 */
export interface ReportWriter {
  /** Receives each event. */
  event(event: ReportEvent): void;
  /**
   * Writes the report after the run, complete or not.
   *
   * @param written the last output of a server that the suite started
   * @returns the error message if the report could not be written
   */
  end(log: RunLog, written: string): Promise<string | undefined>;
}

const kinds = ['ndjson', 'junit', 'html', 'markdown', 'har', 'badge', 'log'] as const;
type Kind = (typeof kinds)[number];

/**
 * Creates the writers for `--report kind=path`. An unwritable path is an error before the run.
 *
 * @param site - the website to which they link: a URL, or a folder
 */
export function reportWriters(specs: readonly string[], site?: string): readonly ReportWriter[] {
  return specs.map((spec) => {
    const split = spec.indexOf('=');
    const kind = kinds.find((name) => name === spec.slice(0, split));
    const path = spec.slice(split + 1);
    if (kind === undefined || split < 1 || path === '') {
      throw new CliError(
        'usage',
        `\`${spec}\` is not a report`,
        'a report is ndjson=PATH, junit=PATH, html=PATH, markdown=PATH, har=PATH, badge=PATH or log=PATH',
      );
    }
    if (kind === 'badge' && !/\.(?:svg|json)$/.test(path)) {
      throw new CliError(
        'usage',
        `\`${path}\` does not name the kind of badge`,
        'use the extension .svg, or .json for an endpoint of shields.io',
      );
    }
    return writerOf(kind, path, siteForReport(site, path));
  });
}

/** The log of a run whose reports link to a website. */
export const withSite = ({ started, ...log }: RunLog, site: string | undefined): RunLog => ({
  ...log,
  started: { ...started, ...(site === undefined ? {} : { site }) },
});

function writerOf(kind: Kind, path: string, site: string | undefined): ReportWriter {
  refuseUnwritable(path);
  if (kind === 'ndjson') {
    let file: number | undefined;
    let writeError: string | undefined;
    return {
      event: (event) => {
        if (writeError !== undefined) return;
        try {
          file ??= openSync(path, 'w');
          const own = event.event === 'run-started' && site !== undefined ? { ...event, site } : event;
          writeFileSync(file, `${printableJson(own)}\n`);
        } catch (error) {
          writeError = writeErrorText(path, error);
        }
      },
      end: () => Promise.resolve(writeError),
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
        har: reports.harReport,
        badge: path.endsWith('.svg') ? reports.badgeSvg : reports.badgeJson,
        log: () => printableLines(written, ''),
      };
      try {
        writeFileSync(path, make[kind](withSite(log, site)));
      } catch (error) {
        return writeErrorText(path, error);
      }
      return undefined;
    },
  };
}

const writeErrorText = (path: string, error: unknown): string =>
  `the report ${path} cannot be written (${error instanceof Error ? error.message : error})`;

/**
 * Tests that the report can be written at the end of the run. An earlier report stays until then.
 */
function refuseUnwritable(path: string): void {
  try {
    makeFolder(dirname(path));
    const present = statSync(path, { throwIfNoEntry: false });
    // Opening a pipe would wait for a reader.
    if (present !== undefined && !present.isFile() && !present.isDirectory())
      return accessSync(path, constants.W_OK);
    closeSync(openSync(path, 'a'));
    // A dangling symbolic link stays unchanged.
    if (present === undefined && !lstatSync(path).isSymbolicLink()) unlinkSync(path);
  } catch (error) {
    throw new CliError('usage', writeErrorText(path, error), 'choose another path');
  }
}

/** Errors of the user do not replace the reports of the last run. */
const mistakes: readonly number[] = [exitCode.usage, exitCode.nothingSelected];

/**
 * Writes into every report that the run did not start and why, because an earlier report would be
 * misleading. Returns the reports that could not be written.
 */
export async function reportUnbegun(
  writers: readonly ReportWriter[],
  error: unknown,
  run: { readonly target: string; readonly seed: string; readonly interrupted: boolean },
): Promise<readonly string[]> {
  const { exit, message, hint, log: written } = errorReportOf(error);
  if (!run.interrupted && mistakes.includes(exit)) return [];
  const { unstartedRunLog } = await import('@parsec-spec/conformance/report');
  const reason = run.interrupted ? 'interrupted before the run began' : `${message}; ${hint}`;
  const log = unstartedRunLog({ target: run.target, seed: run.seed, message: reason });
  const unwritten: string[] = [];
  for (const writer of writers) {
    // The events end here, because no check was run.
    writer.event(log.started);
    const writeError = await writer.end(log, written);
    if (writeError !== undefined) unwritten.push(writeError);
  }
  return unwritten;
}
