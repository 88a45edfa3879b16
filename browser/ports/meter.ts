/** How loud a microphone is, for the meter beside it. */

/** Loudness of a track. */
export interface Meter {
  /** Tells the level, 0 to 1, some times a second, until its result is called. */
  watch(track: MediaStreamTrack, onLevel: (level: number) => void): () => void
}

const INTERVAL_MS = 80
/** What is shown as silence; a quiet room is about −60 dB. */
const FLOOR_DB = -60
/** What is shown as full; speech close to a microphone is about −15 dB. */
const CEILING_DB = -10

/**
 * A meter by WebAudio. Browsers may keep sound asleep until something is pressed: it is woken at the next press.
 *
 * @param makeContext - a fresh AudioContext
 * @param presses - where presses are heard
 */
export function createMeter(
  makeContext: () => AudioContext = () => new AudioContext(),
  presses: EventTarget = globalThis
): Meter {
  return {
    watch(track, onLevel) {
      const context = makeContext()
      const analyser = new AnalyserNode(context, { fftSize: 1024 })
      const source = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) })
      source.connect(analyser)
      const samples = new Float32Array(analyser.fftSize)
      const timer = setInterval(() => {
        analyser.getFloatTimeDomainData(samples)
        onLevel(levelOf(samples))
      }, INTERVAL_MS)
      const wake = (): void => {
        if (context.state === 'suspended') context.resume().catch(() => undefined) // the next press tries again
      }
      for (const type of PRESSES) presses.addEventListener(type, wake)
      wake()
      return () => {
        clearInterval(timer)
        for (const type of PRESSES) presses.removeEventListener(type, wake)
        source.disconnect()
        void context.close()
      }
    }
  }
}

const PRESSES = ['pointerdown', 'keydown']

/** The level of some samples between −1 and 1: root mean square in decibels, from floor to ceiling. */
export function levelOf(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  const db = 10 * Math.log10(sum / samples.length || Number.MIN_VALUE)
  return Math.min(1, Math.max(0, (db - FLOOR_DB) / (CEILING_DB - FLOOR_DB)))
}
