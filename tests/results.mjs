// Adds up the results of a run of ./test: one TRX file per .NET project, vitest's JSON report, and the exit code of each.
// Prints what was skipped and what failed, by name and reason, and closes with the line "N passed, N failed, N skipped".
// usage: node tests/results.mjs RESULTS_FOLDER
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const passed = [], failed = [], skipped = [];

const unescape = (text) =>
  text.replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;/g, "'").replace(/&amp;/g, '&');

const attribute = (element, name) => unescape(new RegExp(`\\s${name}="([^"]*)"`).exec(element)?.[1] ?? '');
const inner = (element, name) => unescape(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(element)?.[1] ?? '').trim();

function readTrx(project, text) {
  for (const [element] of text.matchAll(/<UnitTestResult\s[^>]*?(?:\/>|>[\s\S]*?<\/UnitTestResult>)/g)) {
    const start = element.slice(0, element.indexOf('>') + 1);
    const test = { name: attribute(start, 'testName'), reason: inner(element, 'Message') || inner(element, 'StdOut'), trace: inner(element, 'StackTrace') };
    const outcome = attribute(start, 'outcome');
    (outcome === 'Passed' ? passed : outcome === 'NotExecuted' ? skipped : failed).push(test);
  }
  const summary = /<ResultSummary\s[^>]*outcome="([^"]*)"/.exec(text)?.[1];
  return summary === 'Completed' || summary === 'Passed';
}

function readVitest(text) {
  const report = JSON.parse(text);
  for (const file of report.testResults) {
    if (file.status === 'failed' && file.assertionResults.length === 0) failed.push({ name: file.name, reason: file.message });
    for (const test of file.assertionResults) {
      const entry = { name: `web: ${test.fullName}`, reason: test.failureMessages?.join('\n') ?? '' };
      (test.status === 'passed' ? passed : test.status === 'failed' ? failed : skipped).push(entry);
    }
  }
  return report.success;
}

let reports = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith('.exit')).sort()) {
  const project = file.slice(0, -'.exit'.length);
  const exitCode = Number(readFileSync(join(folder, file), 'utf8'));
  const before = failed.length;
  let complete = false;
  for (const [report, read] of [[`${project}.trx`, (text) => readTrx(project, text)], [`${project}.json`, readVitest]]) {
    if (!existsSync(join(folder, report))) continue;
    reports++;
    complete = read(readFileSync(join(folder, report), 'utf8'));
  }
  // A project that crashed, hung or did not start must not pass for lack of a failed test.
  if (exitCode !== 0 && failed.length === before)
    failed.push({ name: project, reason: `${exitCode === 124 || exitCode === 137 ? 'ran out of time' : complete ? `ended with exit code ${exitCode}` : `did not finish (exit code ${exitCode})`}; see ${join(folder, `${project}.log`)}` });
}

const show = (title, tests, mark) => {
  if (tests.length === 0) return;
  console.log(`\n${title}:`);
  for (const { name, reason, trace } of tests) {
    console.log(`  ${mark} ${name}`);
    for (const line of `${reason}\n${mark === 'x' ? trace ?? '' : ''}`.split('\n').filter((text) => text.trim() !== '').slice(0, mark === 'x' ? 40 : 3))
      console.log(`      ${line.trimEnd().slice(0, 300)}`);
  }
};
show('Skipped', skipped, '-');
show('Failed', failed, 'x');
if (reports === 0) {
  console.log('\nNo results were written: nothing was tested.');
  failed.push({});
}
console.log(`\n${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`);
process.exit(failed.length === 0 ? 0 : 1);
