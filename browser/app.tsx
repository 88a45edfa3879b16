/** Puts the page together: the browser behind ports, the models over them, the views over those. */
import { render } from 'preact'
import { askWellKnown } from '../protocol/city/well-known.ts'
import { createAppModel, type AppModel, type AppParts } from './models/app-model.ts'
import type { Owned } from './models/model.ts'
import { createNotSecureModel } from './models/not-secure-model.ts'
import type { PlaceContext, PlacePorts, Places } from './models/places.ts'
import { createAddress } from './ports/address.ts'
import { browserClock } from './ports/clock.ts'
import { createKeys } from './ports/keys.ts'
import { latePart } from './ports/late-part.ts'
import { browserObjectUrls } from './ports/object-urls.ts'
import { createPageLife } from './ports/page-life.ts'
import { openIndexedBox } from './ports/record-box.ts'
import { createStorage } from './ports/storage.ts'
import { createScriptUrls, type ScriptUrls } from './ports/trusted-types.ts'
import { App } from './views/app-view.tsx'
import cardWorkerUrl from './workers/card-worker.ts?worker&url'
import qrWorkerUrl from './workers/qr-worker.ts?worker&url'

/** A hidden tab paints nothing: after this, what comes after the first paint goes on all the same. */
const FIRST_PAINT_MS_MAX = 300
/** Room for the QR code of an invitation, as large as a dialog on a phone. */
const INVITE_QR_PX = 320

/** Shows the page in an element until its result is called. */
export function openPage(root: Element): () => void {
  const model = isSecureContext ? createApp() : createNotSecureModel({ address: createAddress(), origin: askOrigin() })
  render(<App model={model} />, root)
  return () => {
    render(null, root)
    model[Symbol.dispose]()
  }
}

function createApp(): Owned<AppModel> {
  const shell = createShellPorts()
  const scripts = createScriptUrls()
  return createAppModel({ ...shell, loadPlaces: context => loadPlaces(shell, scripts, context) })
}

type ShellPorts = Omit<AppParts, 'loadPlaces'>

/** What the first paint needs. */
function createShellPorts(): ShellPorts {
  const { storage } = navigator
  return {
    address: createAddress(),
    storage: createStorage({
      open: () => openIndexedBox(globalThis.indexedDB),
      persist: typeof storage?.persist === 'function' ? () => storage.persist() : undefined,
      tabs: typeof BroadcastChannel === 'function' ? new BroadcastChannel('videocity') : undefined
    }),
    keys: createKeys(),
    clock: browserClock,
    urls: browserObjectUrls,
    life: createPageLife(),
    origin: askOrigin()
  }
}

async function askOrigin(): Promise<Awaited<AppParts['origin']>> {
  try {
    return (await askWellKnown(location.origin)).answer
  } catch {
    return undefined // a page that was saved, or whose server is gone, finds the city through others
  }
}

const loadBehindTheDoor = latePart(() => import('./behind-the-door.ts'))

/** Loads everything else once the first paint is done. */
async function loadPlaces(shell: ShellPorts, scripts: ScriptUrls, context: PlaceContext): Promise<Owned<Places>> {
  await firstPaint()
  const { createPlaces, createHeavyPorts } = await loadBehindTheDoor()
  const startWorker = (url: string) => () => new Worker(scripts.trust(url), { type: 'module' })
  const heavy = createHeavyPorts({
    life: shell.life,
    startCardWorker: startWorker(cardWorkerUrl),
    startQrWorker: startWorker(qrWorkerUrl),
    workers: [cardWorkerUrl, qrWorkerUrl],
    qrSidePx: INVITE_QR_PX
  })
  return createPlaces({ ...shell, ...heavy } satisfies PlacePorts, context)
}

function firstPaint(): Promise<void> {
  return new Promise(resolve => {
    requestAnimationFrame(() => setTimeout(resolve))
    setTimeout(resolve, FIRST_PAINT_MS_MAX)
  })
}
