/** What js-libp2p 3 expects of the platform and Node 20 lacks. Imported first by every Node entry; nothing happens on newer ones. */
import { WebSocket } from 'ws'

if (typeof Promise.withResolvers !== 'function') {
  Object.defineProperty(Promise, 'withResolvers', {
    configurable: true,
    writable: true,
    value<T>(this: PromiseConstructor) {
      let resolve: ((value: T | PromiseLike<T>) => void) | undefined
      let reject: ((reason?: unknown) => void) | undefined
      const promise = new this<T>((onResolve, onReject) => {
        resolve = onResolve
        reject = onReject
      })
      return { promise, resolve, reject }
    }
  })
}

/** An event target is silent about an error nobody listens for; `ws`, being an event emitter, would end the process. */
class QuietWebSocket extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args)
    this.on('error', () => undefined)
  }
}

if (typeof globalThis.WebSocket === 'undefined') {
  Object.defineProperty(globalThis, 'WebSocket', { configurable: true, writable: true, value: QuietWebSocket })
}

// Node 20 forgets a timeout that only `AbortSignal.any` looks at with the next collection of garbage, and no such deadline ever
// comes; one that somebody listens to is kept until it has come
if (process.version.startsWith('v20.')) {
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  Object.defineProperty(AbortSignal, 'timeout', {
    configurable: true,
    writable: true,
    value(delayMs: number): AbortSignal {
      const signal = timeout(delayMs)
      signal.addEventListener('abort', () => undefined, { once: true })
      return signal
    }
  })
}
