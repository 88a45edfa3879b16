/** Writes how a vitest run ended to the file named by VITEST_COUNTS, for the last line of `npm test`. */
import { writeFileSync } from 'node:fs'

export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    // an error outside of any test is one failure, however often it was thrown
    const counts = { passed: 0, failed: Math.min(1, unhandledErrors.length), skipped: 0, reasons: [] }
    for (const module of modules) {
      // a file that does not even load has no tests that could fail
      counts.failed += module.errors().length
      for (const test of module.children.allTests()) {
        const { state, note } = test.result()
        counts[state] = (counts[state] ?? 0) + 1
        if (state === 'skipped' && note !== undefined) counts.reasons.push(`${test.fullName}: ${note}`)
      }
    }
    const path = process.env.VITEST_COUNTS
    if (path !== undefined) writeFileSync(path, JSON.stringify(counts))
  }
}
