import type { RegoTestResult } from "../run-tests.ts";
import { testsAsText, totalsOf } from "./text.ts";

/** For build servers: JUnit's XML, a suite for each package. */
export function testsAsJunit(results: readonly RegoTestResult[]): string {
  const packages = [...new Set(results.map((one) => one.package))];
  const suites = packages.map((name) =>
    suite(
      name,
      results.filter((one) => one.package === name),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join("")}</testsuites>\n`;
}

function suite(name: string, results: readonly RegoTestResult[]): string {
  const { failed, error, skipped } = totalsOf(results);
  const counts = `tests="${results.length}" failures="${failed}" errors="${error}" skipped="${skipped}"`;
  return `  <testsuite name="${escaped(name)}" ${counts}>\n${results.map(testCase).join("")}  </testsuite>\n`;
}

function testCase(one: RegoTestResult): string {
  const seconds = (one.duration / 1_000).toFixed(6);
  const start = `    <testcase classname="${escaped(one.package)}" name="${escaped(one.name)}" file="${escaped(one.file)}" line="${one.row}" time="${seconds}"`;
  const text = escaped(testsAsText([one]));
  switch (one.status) {
    case "passed":
      return `${start}/>\n`;
    case "failed":
      return `${start}><failure message="failed">${text}</failure></testcase>\n`;
    case "error":
      return `${start}><error message="${escaped(one.message ?? "")}">${text}</error></testcase>\n`;
    case "skipped":
      return `${start}><skipped/></testcase>\n`;
  }
}

/** Text within XML; characters that XML cannot hold are replaced. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
