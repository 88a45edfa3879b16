/** What really comes out of a place in the page: whose tone, and how loud against everything else. */
import type { Locator } from 'playwright-core'
import { NO_PLACE, until, type Answer, type Patience } from './until.ts'

/** What was heard in one short listening. */
export interface Sound {
  /** Why nothing could be heard; `undefined` when something plays, be it silence. */
  readonly nothing: string | undefined
  /** The loudest frequency while listening. */
  readonly loudestHz: number
  readonly loudestDb: number
  /** The median over all other frequencies of speech in the same moment. */
  readonly othersDb: number
}

/** A pulse and its pause come twice in it. */
const LISTEN_MS = 1_000
/** Tones arrive at −14 to −34 dB; quieter than this is noise. */
const AUDIBLE_DB = -60
/** A tone stands out by more than 30 dB; speech codecs and noise never do at one frequency alone. */
const STANDS_OUT_DB = 15
/** As exact as the analyser's windows are. */
const TOLERANCE_HZ = 25

/** Listens to what the sounding element in a place plays: its volume, pause and mute count. */
export async function listen(where: Locator, { duringMs = LISTEN_MS }: { duringMs?: number } = {}): Promise<Sound> {
  const nothing = (why: string): Sound => ({ nothing: why, loudestHz: 0, loudestDb: -Infinity, othersDb: -Infinity })
  if ((await where.count()) === 0) return nothing(NO_PLACE)
  const heard = await where.evaluate(listenToElement, duringMs)
  return typeof heard === 'string' ? nothing(heard) : { nothing: undefined, ...heard }
}

/** @throws Error that says what was heard instead */
export async function hearsTone(where: Locator, toneHz: number, patience?: Patience): Promise<void> {
  const ask = async (): Promise<Answer<void>> => {
    const heard = await listen(where)
    const isTone =
      heard.nothing === undefined &&
      Math.abs(heard.loudestHz - toneHz) <= TOLERANCE_HZ &&
      heard.loudestDb > AUDIBLE_DB &&
      heard.loudestDb - heard.othersDb > STANDS_OUT_DB
    return isTone ? { yes: true, value: undefined } : { yes: false, saw: describe(heard) }
  }
  await until(`a tone of ${toneHz} Hz was to be heard`, ask, patience)
}

/** @throws Error that says what was heard */
export async function hearsNothing(where: Locator, patience?: Patience): Promise<void> {
  const ask = async (): Promise<Answer<void>> => {
    const heard = await listen(where)
    const isSilent = heard.nothing === undefined ? heard.loudestDb <= AUDIBLE_DB : heard.nothing !== NO_PLACE
    return isSilent ? { yes: true, value: undefined } : { yes: false, saw: describe(heard) }
  }
  await until('nothing was to be heard', ask, patience)
}

function describe({ nothing, loudestHz, loudestDb, othersDb }: Sound): string {
  if (nothing !== undefined) return nothing
  return `${loudestHz.toFixed(0)} Hz at ${loudestDb.toFixed(0)} dB, the rest at ${othersDb.toFixed(0)} dB`
}

/** Runs in the page. */
async function listenToElement(
  place: HTMLElement | SVGElement,
  duringMs: number
): Promise<string | { loudestHz: number; loudestDb: number; othersDb: number }> {
  const all = place instanceof HTMLMediaElement ? [place] : [...place.querySelectorAll('audio, video')]
  const streams = all.flatMap(element =>
    element instanceof HTMLMediaElement && element.srcObject instanceof MediaStream
      ? [{ element, stream: element.srcObject }]
      : []
  )
  const sounding = streams.filter(({ stream }) => stream.getAudioTracks().some(track => track.readyState === 'live'))
  if (sounding.length === 0) return 'nothing in it has a sound track'
  const playing = sounding.find(({ element }) => !element.paused && !element.muted && element.volume > 0)
  if (playing === undefined) {
    const [first] = sounding
    return `its sound is ${first?.element.paused === true ? 'paused' : 'muted'}`
  }
  const context = new AudioContext({ sampleRate: 48_000 })
  try {
    await context.resume()
    const analyser = context.createAnalyser()
    analyser.fftSize = 4096
    analyser.smoothingTimeConstant = 0
    const volume = context.createGain()
    volume.gain.value = playing.element.volume
    context.createMediaStreamSource(playing.stream).connect(volume).connect(analyser)
    const hertzPerBin = context.sampleRate / analyser.fftSize
    const lowest = Math.floor(200 / hertzPerBin)
    const highest = Math.ceil(4_000 / hertzPerBin)
    const spectrum = new Float32Array(analyser.frequencyBinCount)
    let heard = { loudestHz: 0, loudestDb: -200, othersDb: -200 }
    const endMs = performance.now() + duringMs
    while (performance.now() < endMs) {
      await new Promise(resolve => setTimeout(resolve, 40))
      analyser.getFloatFrequencyData(spectrum)
      const speech = spectrum.slice(lowest, highest)
      const loudestDb = Math.max(...speech)
      if (loudestDb <= heard.loudestDb) continue
      const loudestHz = (lowest + speech.indexOf(loudestDb)) * hertzPerBin
      const othersDb = speech.sort()[speech.length >> 1] ?? -200
      heard = { loudestHz, loudestDb, othersDb: Math.max(othersDb, -200) }
    }
    return heard
  } finally {
    await context.close()
  }
}
