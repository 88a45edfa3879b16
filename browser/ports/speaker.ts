/** A short sound, to hear whether the chosen speaker is the right one. */

/** The speaker. */
export interface Speaker {
  /** Whether the browser lets a page choose among speakers. */
  readonly canChoose: boolean
  /** Plays two soft notes; done when they have ended. `id` empty: the default speaker. */
  test(id: string): Promise<void>
}

const NOTES_HZ = [523.25, 659.25]
const NOTE_S = 0.35
const LOUDNESS = 0.2

/** The browser's speaker. */
export function createSpeaker(): Speaker {
  const canChoose = typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype
  return {
    canChoose,
    async test(id) {
      const context = new AudioContext()
      const output = new MediaStreamAudioDestinationNode(context)
      const element = new Audio()
      element.srcObject = output.stream
      try {
        if (canChoose && id !== '') await element.setSinkId(id)
        await context.resume()
        await element.play()
        await playNotes(context, output)
      } finally {
        element.pause()
        element.srcObject = null
        await context.close()
      }
    }
  }
}

/** Each note swells and fades, so that nothing clicks. */
function playNotes(context: AudioContext, output: AudioNode): Promise<void> {
  return new Promise(resolve => {
    NOTES_HZ.forEach((frequency, index) => {
      const startS = context.currentTime + 0.05 + index * NOTE_S
      const note = new OscillatorNode(context, { frequency })
      const volume = new GainNode(context, { gain: 0 })
      volume.gain.setValueAtTime(0, startS)
      volume.gain.linearRampToValueAtTime(LOUDNESS, startS + 0.04)
      volume.gain.linearRampToValueAtTime(0, startS + NOTE_S)
      note.connect(volume).connect(output)
      note.start(startS)
      note.stop(startS + NOTE_S + 0.05)
      if (index === NOTES_HZ.length - 1) note.onended = () => resolve()
    })
  })
}
