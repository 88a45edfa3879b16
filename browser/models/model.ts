/** What every view-model is made with: signals and actions, given back by whoever made it. */
import { createModel, effect } from '@preact/signals'

/** A model that its maker gives back by `model[Symbol.dispose]()`. */
export type Owned<M> = M & { [Symbol.dispose](): void }

/**
 * Turns a factory into one whose effects end with the model.
 *
 * `createModel` does the work; its type refuses plain constants like a room's title, which are harmless, so it is widened here.
 */
export function defineModel<A extends unknown[], M extends object>(
  factory: (...args: A) => M
): (...args: A) => Owned<M> {
  const Model = createModel(factory as never) as unknown as new (...args: A) => Owned<M>
  return (...args) => new Model(...args)
}

/** Does something when the surrounding model is given back. */
export function onDispose(act: () => void): void {
  effect(() => act)
}

/** Listens to an event until the surrounding model is given back. */
export function listen(target: EventTarget, type: string, handler: (event: Event) => void): void {
  effect(() => {
    target.addEventListener(type, handler)
    return () => target.removeEventListener(type, handler)
  })
}

/** A signal that is aborted when the surrounding model is given back. */
export function lifetime(): AbortSignal {
  const controller = new AbortController()
  onDispose(() => controller.abort())
  return controller.signal
}
