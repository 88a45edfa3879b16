/** How loud one's own microphone is, as a row of lamps. */
import type { ReadonlySignal } from '@preact/signals'
import type { VNode } from 'preact'
import { words } from '../../text/words.ts'

const LAMPS = 14

export interface LevelMeterProps {
  /** 0 to 1. */
  readonly level: ReadonlySignal<number>
  readonly isOn: ReadonlySignal<boolean>
}

export function LevelMeter({ level, isOn }: LevelMeterProps): VNode {
  const lit = isOn.value ? Math.round(Math.min(1, Math.max(0, level.value)) * LAMPS) : 0
  return (
    <div class="meter">
      <span id="meter-label">{words.door.hearYou}</span>
      <div
        class="meter-lamps"
        role="meter"
        aria-labelledby="meter-label"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round((lit * 100) / LAMPS)}
        aria-valuetext={isOn.value ? undefined : words.door.microphoneOff}
      >
        {Array.from({ length: LAMPS }, (_, index) => (
          <span key={index} class={index < lit ? 'lit' : undefined} />
        ))}
      </div>
    </div>
  )
}
