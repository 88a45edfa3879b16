/** Where a command speaks: results to standard output, everything else to standard error. */
import { createRequire } from 'node:module'

/** What a command has of the world around it. */
export interface Surroundings {
  /** One line of result. */
  out(line: string): void
  /** One line for the person who watches. */
  log(line: string): void
  /** Calls back when the system asks the process to end; returns its undo. */
  onEnd(handler: () => void): () => void
  /** Ends the process now. */
  exit(code: number): void
}

/** What a command ends with. Documented in the help of each. */
export const exitCodes = {
  fine: 0,
  failed: 1,
  wrongUsage: 2,
  portInUse: 3,
  dataUnusable: 4
} as const

/** One of them. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The surroundings of this very process. */
export function processSurroundings(): Surroundings {
  // whoever read our words has gone: that is no reason to close a city
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  return {
    out: line => void process.stdout.write(`${line}\n`),
    log: line => void process.stderr.write(`${line}\n`),
    onEnd(handler) {
      const signals = ['SIGINT', 'SIGTERM'] as const
      for (const signal of signals) process.on(signal, handler)
      return () => {
        for (const signal of signals) process.off(signal, handler)
      }
    },
    exit: code => process.exit(code)
  }
}

/** The version in package.json, wherever this file has been built to. */
export function version(): string {
  const manifest: unknown = createRequire(import.meta.url)('videocity/package.json')
  return (manifest as { version: string }).version
}
