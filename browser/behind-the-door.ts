/** The part of the page that is loaded after its first paint: the network, devices, cards. */
import { createCity } from '../protocol/city/city.ts'
import { approachRoom } from '../protocol/room/doorway.ts'
import type { PlacePorts } from './models/places.ts'
import type { CardDrawing } from './ports/card-drawing.ts'
import { createCardSafe } from './ports/card-safe.ts'
import { createDevices } from './ports/devices.ts'
import { latePart } from './ports/late-part.ts'
import { createMeter } from './ports/meter.ts'
import type { PageLife } from './ports/page-life.ts'
import { createPictures } from './ports/pictures.ts'
import { createQrReader } from './ports/qr-reader.ts'
import { createSharing } from './ports/sharing.ts'
import { createSpeaker } from './ports/speaker.ts'
import { createWakeLock } from './ports/wake-lock.ts'

export { createPlaces } from './models/places.ts'

/** Ports that only places need. */
export type HeavyPorts = Pick<
  PlacePorts,
  | 'devices'
  | 'meter'
  | 'speaker'
  | 'pictures'
  | 'qrReader'
  | 'safe'
  | 'drawing'
  | 'sharing'
  | 'wakeLock'
  | 'random'
  | 'qr'
  | 'prefetch'
  | 'enterCity'
  | 'approach'
>

/** Makes them, from the browser itself. */
export function createHeavyPorts(options: {
  readonly life: PageLife
  startCardWorker(): Worker
  startQrWorker(): Worker
  /** Scripts of both. */
  readonly workers: readonly string[]
  /** Side of an invitation's QR code. */
  readonly qrSidePx: number
}): HeavyPorts {
  return {
    devices: createDevices(),
    meter: createMeter(),
    speaker: createSpeaker(),
    pictures: createPictures(),
    qrReader: createQrReader(options.startQrWorker),
    safe: createCardSafe(options.startCardWorker),
    drawing: lateDrawing,
    sharing: createSharing(),
    wakeLock: createWakeLock(options.life, navigator),
    random: () => Math.random(),
    qr: async text => (await loadQrCode()).qrMatrix(text, options.qrSidePx),
    async prefetch() {
      // what the browser has fetched once it keeps: a worker starts from it
      await Promise.all([loadDrawing(), loadQrCode(), ...options.workers.map(fetchWhole)])
    },
    enterCity: createCity,
    approach: (city, home, room) => approachRoom({ city, home, room })
  }
}

async function fetchWhole(url: string): Promise<void> {
  await (await fetch(url)).arrayBuffer()
}

const loadQrCode = latePart(() => import('./ports/qr-code.ts'))
const loadDrawing = latePart(async () => (await import('./ports/card-drawing.ts')).createCardDrawing())

/** Cards are drawn by a part of the page that is loaded when the first one is. */
const lateDrawing: CardDrawing = {
  loginCard: async face => (await loadDrawing()).loginCard(face),
  visitingCard: async face => (await loadDrawing()).visitingCard(face),
  recoverySheet: async face => (await loadDrawing()).recoverySheet(face)
}
