/** How tests run: fast ones in Node, the protocol's again in Chromium, whole stories with real processes. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/{protocol,node,browser,cli}/**/*.test.ts'],
          setupFiles: ['node/node20.ts'],
          testTimeout: 20_000
        }
      }
    ]
  }
})
