/** The left leaf: one's own picture, the two switches, the meter, and what is wrong with a device. */
import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import { Mic, MicOff, SwitchCamera, Video, VideoOff, type IconNode } from '../../icons/icons.ts'
import type { DoorDevice, DoorModel } from '../../models/door-model.ts'
import { words } from '../../text/words.ts'
import { Portrait } from '../portrait.tsx'
import { Trouble } from '../trouble.tsx'
import { useFocusKept } from '../use-focus-kept.ts'
import { VideoTile } from '../video-tile.tsx'
import { LevelMeter } from './level-meter.tsx'

export function DoorPreview({ model }: { readonly model: DoorModel }): VNode {
  const { camera, microphone } = model
  const [you, switches] = [useRef<HTMLDivElement>(null), '.door-switches button']
  useFocusKept(you, camera.problem.value, switches)
  useFocusKept(you, microphone.problem.value, switches)
  return (
    <div ref={you} class="door-you">
      <section class="preview" aria-label={words.door.preview}>
        <PreviewPicture model={model} />
      </section>
      <div class="door-switches">
        <DeviceSwitch device={camera} label={words.door.camera} on={Video} off={VideoOff} />
        <DeviceSwitch device={microphone} label={words.door.microphone} on={Mic} off={MicOff} />
      </div>
      <LevelMeter level={model.level} isOn={microphone.on} />
      {microphone.problem.value !== undefined && <DeviceTrouble device={microphone} icon={MicOff} />}
    </div>
  )
}

function PreviewPicture({ model }: { readonly model: DoorModel }): VNode {
  const { camera } = model
  if (camera.problem.value !== undefined) return <DeviceTrouble device={camera} icon={VideoOff} />
  const name = model.citizenName.value ?? model.comesInAs.value
  return (
    <>
      <VideoTile picture={camera.on.value ? model.preview.value : undefined} isMirrored={true} />
      {(!camera.on.value || model.preview.value === undefined) && <Portrait name={name} />}
      <p class={camera.on.value ? 'preview-state live' : 'preview-state'} role="status">
        {camera.on.value && <span class="live-dot" />}
        {camera.starting.value ? words.door.starting : camera.on.value ? words.door.cameraOn : words.door.cameraOff}
      </p>
      {camera.on.value && model.canSwitchCamera.value && (
        <button type="button" class="button small preview-switch" onClick={() => model.switchCamera()}>
          <Icon of={SwitchCamera} />
          {words.door.switchCamera}
        </button>
      )}
    </>
  )
}

function DeviceSwitch(props: { device: DoorDevice; label: string; on: IconNode; off: IconNode }): VNode {
  const isOn = props.device.on.value
  return (
    <button
      type="button"
      class="button door-switch"
      aria-pressed={isOn}
      aria-busy={props.device.starting.value ? 'true' : undefined}
      onClick={() => props.device.toggle()}
    >
      <Icon of={isOn ? props.on : props.off} />
      {props.label}
      {isOn && <span class="live-dot" />}
    </button>
  )
}

function DeviceTrouble({ device, icon }: { device: DoorDevice; icon: IconNode }): VNode | null {
  const problem = device.problem.value
  if (problem === undefined) return null
  return (
    <Trouble problem={problem} icon={icon}>
      <button type="button" class="button first" onClick={() => device.retry()}>
        {words.app.retry}
      </button>
      <button type="button" class="button" onClick={() => device.dismiss()}>
        {words.door.goOnWithout}
      </button>
    </Trouble>
  )
}
