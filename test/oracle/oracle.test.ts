import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createOracle, type Oracle, type Report } from './oracle.ts';
import { sideNames } from './transcript.ts';

/** The oracle as tests: one for each transcript on each side. */

let oracle: Oracle | undefined;
let reason = '';
try {
  oracle = createOracle();
} catch (error) {
  reason = error instanceof Error ? error.message : String(error);
}

if (oracle === undefined) test('compared with a real Docker', { skip: reason }, () => undefined);
else compareAll(oracle);

function compareAll({ transcripts, compare, close }: Oracle): void {
  const reports: Report[] = [];
  after(async () => {
    await close();
    for (const side of sideNames) {
      const of = (count: (report: Report) => number) =>
        reports.filter((report) => report.side === side).reduce((sum, report) => sum + count(report), 0);
      const different = of(({ differences }) => differences.length);
      const known = of((report) => report.known);
      const compared = of((report) => report.compared);
      console.log(
        `oracle, ${side}: ${compared} commands compared, ${compared - known - different} equal, ${known} known, ${different} different`,
      );
    }
  });
  // Three at a time, each side one: transcripts wait as much as they compute.
  describe('compared with a real Docker', { concurrency: 3 }, () => {
    for (const transcript of transcripts) {
      for (const side of sideNames) {
        test(`${transcript.name}: ${side}`, async () => {
          const report = await compare(transcript, side);
          reports.push(report);
          assert.ok(report.compared > 0 || transcript.steps.every(({ notOn }) => notOn.includes(side)));
          assert.equal(report.differences.join('\n'), '');
          assert.deepEqual(report.stale, [], 'KNOWN.md names steps that are not there');
        });
      }
    }
  });
}
