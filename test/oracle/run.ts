/**
 * `npm run test:oracle [-- NAME… | guest | client | served]`: the transcripts (all, or those named) on the sides (all, or those named), with
 * readable differences and the counts. The same comparison is part of `npm test` (`oracle.test.ts`).
 */
import { createOracle, type Report } from './oracle.ts';
import { type SideName, sideNames } from './transcript.ts';

const words = process.argv.slice(2);
const isSide = (word: string): word is SideName => sideNames.some((side) => side === word);
const chosenSides = words.filter(isSide);
const chosen = words.filter((word) => !isSide(word));
const oracle = createOracle();
const unknown = chosen.filter((name) => !oracle.transcripts.some((transcript) => transcript.name === name));
if (unknown.length > 0)
  throw new Error(`no transcript ${unknown.join(', ')}; there are ${oracle.transcripts.map(({ name }) => name).join(' ')}`);
const reports: Report[] = [];
try {
  for (const transcript of oracle.transcripts) {
    if (chosen.length > 0 && !chosen.includes(transcript.name)) continue;
    for (const side of chosenSides.length > 0 ? chosenSides : sideNames) {
      const report = await oracle.compare(transcript, side);
      reports.push(report);
      console.log(
        `${transcript.name}, ${side}: ${report.compared} commands, ${report.known} known, ${report.differences.length} different`,
      );
      for (const difference of report.differences) console.log(`\n${difference}`);
      for (const command of report.stale) console.log(`KNOWN.md names a step that is not there: ${command}`);
    }
  }
} finally {
  await oracle.close();
}
const sum = (of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);
const bad = sum(({ differences }) => differences.length);
const equal = sum(({ compared, known, differences }) => compared - known - differences.length);
console.log(`\n${sum(({ compared }) => compared)} commands compared: ${equal} equal, ${sum(({ known }) => known)} known, ${bad} different`);
process.exit(bad + sum(({ stale }) => stale.length) === 0 ? 0 : 1);
