import type { Builder } from 'junit-report-builder';
import untyped from 'junit-report-builder';
import type { CheckFinished } from '../events/index.ts';
import { plain } from './paint.ts';
import type { RunLog } from './run-log.ts';
import { bySection } from './sections.ts';
import { textFinding } from './text-finding.ts';

// Its types describe an ES module, but what Node loads is CommonJS whose whole export is the builder.
const builder = untyped as unknown as Builder;

/**
 * The run as JUnit XML: a suite for each section, a case for each check.
 *
 * What makes the verdict fail is a failure; what this target cannot be asked, and known failures, are skipped; warnings
 * and notes pass, with their text as output.
 */
export function junitReport({ started, checks }: RunLog): string {
  const report = builder
    .newBuilder()
    .name(`${started.suite.name} ${started.suite.version} on ${started.target.address}`);
  for (const { section, checks: own } of bySection(checks)) {
    const suite = report
      .testSuite()
      .name(section)
      .timestamp(new Date(started.startedAt))
      .property('seed', started.seed);
    for (const check of own) {
      const testCase = suite
        .testCase()
        .className(section)
        .name(check.check)
        .time(check.durationMs / 1000);
      if (isRed(check))
        testCase
          .failure(clean(check.message ?? check.outcome), check.outcome)
          .stacktrace(clean(textFinding(check, plain)));
      else if (isSkipped(check))
        testCase.skipped().standardOutput(clean(`${check.outcome}: ${check.reason ?? check.message ?? ''}`));
      else if (check.outcome !== 'pass') testCase.standardOutput(clean(textFinding(check, plain)));
    }
  }
  return report.build();
}

const isRed = ({ outcome }: CheckFinished): boolean =>
  ['fail', 'stale', 'flaky', 'notTestable'].includes(outcome);
const isSkipped = ({ outcome }: CheckFinished): boolean =>
  outcome === 'notApplicable' || outcome === 'knownFailure';

/** XML 1.0 knows no control characters below the blank but tab and line ends, not even escaped. */
const clean = (text: string): string =>
  text.replace(/(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]/gu, '\ufffd');
