/** The part of the page that is loaded after its first paint: the network, devices, cards. */
import { createCity } from '../protocol/city/city.ts'
import { approachRoom } from '../protocol/room/doorway.ts'
import type { PlacePorts } from './models/places.ts'
import type { CardDrawing } from './ports/card-drawing.ts'
import { createCardSafe } from './ports/card-safe.ts'
import { createDevices } from './ports/devices.ts'
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
  | 'enterCity'
  | 'approach'
>

/** Makes them, from the browser itself. */
export function createHeavyPorts(options: {
  readonly life: PageLife
  startCardWorker(): Worker
  startQrWorker(): Worker
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
    drawing: createLateDrawing(),
    sharing: createSharing(),
    wakeLock: createWakeLock(options.life, navigator),
    random: () => Math.random(),
    qr: async text => (await import('./ports/qr-code.ts')).qrMatrix(text, options.qrSidePx),
    enterCity: createCity,
    approach: (city, home, room) => approachRoom({ city, home, room })
  }
}

/** Cards are drawn by a part of the page that is loaded when the first one is. */
function createLateDrawing(): CardDrawing {
  let made: Promise<CardDrawing> | undefined
  const drawing = (): Promise<CardDrawing> => {
    made ??= import('./ports/card-drawing.ts').then(({ createCardDrawing }) => createCardDrawing())
    return made
  }
  return {
    loginCard: async face => (await drawing()).loginCard(face),
    visitingCard: async face => (await drawing()).visitingCard(face),
    recoverySheet: async face => (await drawing()).recoverySheet(face)
  }
}
