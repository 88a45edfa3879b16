/** How tests run: fast ones in Node, the protocol's again in Chromium, whole stories with real processes. */
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Chromium as a test needs it: loopback allowed for WebRTC, devices that are always there, no throttling of hidden pages. */
const chromiumArguments = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--allow-loopback-in-peer-connection',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-renderer-backgrounding',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows'
]

/** One kind of Noise in a bundle: `@libp2p/webrtc` asks for the package under its newer name. */
const oneNoise = { '@libp2p/noise': '@chainsafe/libp2p-noise' }

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/{protocol,node,browser,cli,tooling,docs}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.chromium.test.{ts,tsx}'],
          setupFiles: ['node/node20.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000
        }
      },
      {
        root,
        // the protocol's tests once more where it has to run; `x.node.test.ts` needs Node, `x.chromium.test.ts` a browser
        resolve: { alias: oneNoise },
        optimizeDeps: {
          entries: ['protocol/**/*.ts', 'browser/{ports,workers}/**/*.ts', 'test/{protocol,browser}/**/*.test.ts']
        },
        test: {
          name: 'chromium',
          include: ['test/protocol/**/*.test.ts', 'test/browser/**/*.chromium.test.{ts,tsx}'],
          exclude: ['**/*.node.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { executablePath: chromium, args: chromiumArguments } }),
            instances: [{ browser: 'chromium' }]
          }
        }
      },
      {
        root,
        // real processes on two cores: one story after the other
        test: {
          name: 'scenario',
          environment: 'node',
          include: ['test/scenario/**/*.test.ts'],
          setupFiles: ['node/node20.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000
        }
      },
      {
        root,
        test: {
          name: 'pages',
          environment: 'node',
          include: ['test/pages/**/*.test.ts'],
          setupFiles: ['node/node20.ts'],
          // people mostly wait for each other: two stories share two cores well
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 60_000
        }
      }
    ]
  }
})
