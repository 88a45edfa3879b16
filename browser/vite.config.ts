/** Builds the page into dist/page: no inline script or style, nothing from elsewhere, compressed in advance. */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { finishPage } from './build/finish-page.ts'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  // `@libp2p/webrtc` asks for Noise by this name, we by the other: one copy is enough
  resolve: { alias: { '@libp2p/noise': '@chainsafe/libp2p-noise' } },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    outDir: fileURLToPath(new URL('../dist/page', import.meta.url)),
    emptyOutDir: true,
    assetsDir: 'assets',
    // the CSP forbids data: for all but pictures
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // the budget is on what a door needs, compressed, and is measured elsewhere
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // what takes long is compressing, on purpose
      checks: { pluginTimings: false },
      onLog(level, log, say) {
        // HPKE asks Node for crypto only where there is no WebCrypto, which no page of ours lacks
        if (!/"crypto" has been externalized.*@hpke/.test(log.message)) say(level, log)
      }
    }
  },
  plugins: [finishPage()]
})
