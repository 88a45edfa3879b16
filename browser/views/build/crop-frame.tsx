/** The frame that cuts a square from a photo: dragged by mouse or touch, moved and resized by keyboard. */
import { useSignal } from '@preact/signals'
import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { extentOf, moveFrame, resizeFrame, stretchFrame, type CropFrame as Frame } from '../../layout/crop.ts'
import type { PictureStep } from '../../models/build-model.ts'
import { words } from '../../text/words.ts'

/** One press of an arrow key: a fiftieth of the photo. */
const STEP = 0.02
/** One press of + or −. */
const RESIZE = 0.05

interface Grip {
  readonly pointerId: number
  readonly isCorner: boolean
  readonly fromX: number
  readonly fromY: number
  readonly frame: Frame
}

export interface CropFrameProps {
  readonly picture: Extract<PictureStep, { kind: 'crop' }>
  readonly onChange: (frame: Frame) => void
}

export function CropFrame({ picture, onChange }: CropFrameProps): VNode {
  const { frame } = picture
  const grip = useSignal<Grip | undefined>(undefined)
  const area = useRef<HTMLDivElement>(null)
  const extent = extentOf(frame.side, picture)

  function take(event: PointerEvent, isCorner: boolean): void {
    if (!(event.currentTarget instanceof HTMLElement)) return
    event.stopPropagation()
    event.currentTarget.setPointerCapture(event.pointerId)
    grip.value = { pointerId: event.pointerId, isCorner, fromX: event.clientX, fromY: event.clientY, frame }
  }

  function drag(event: PointerEvent): void {
    const held = grip.peek()
    const shown = area.current?.getBoundingClientRect()
    if (held?.pointerId !== event.pointerId || shown === undefined) return
    const [right, down] = [(event.clientX - held.fromX) / shown.width, (event.clientY - held.fromY) / shown.height]
    if (!held.isCorner) return onChange(moveFrame(held.frame, picture, right, down))
    const shorterPx = Math.min(picture.widthPx, picture.heightPx)
    const grownPx = Math.max(right * picture.widthPx, down * picture.heightPx)
    onChange(stretchFrame(held.frame, picture, held.frame.side + grownPx / shorterPx))
  }

  function press(event: KeyboardEvent): void {
    const changed = changedByKey(event, picture)
    if (changed === undefined) return
    event.preventDefault()
    onChange(changed)
  }

  const gripProps = {
    onPointerMove: drag,
    onPointerUp: () => {
      grip.value = undefined
    },
    onPointerCancel: () => {
      grip.value = undefined
    }
  }
  return (
    <div class="crop">
      <div class="crop-area" ref={area}>
        <img src={picture.sourceUrl} alt="" width={picture.widthPx} height={picture.heightPx} draggable={false} />
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- it is dragged, and moved by keys */}
        <div
          class="crop-frame"
          role="application"
          aria-label={words.build.cropFrame}
          aria-describedby="crop-hint"
          // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is moved by keys
          tabIndex={0}
          style={{
            left: `${frame.left * 100}%`,
            top: `${frame.top * 100}%`,
            width: `${extent.width * 100}%`,
            height: `${extent.height * 100}%`
          }}
          onKeyDown={press}
          onPointerDown={event => take(event, false)}
          {...gripProps}
        >
          <span class="crop-corner" onPointerDown={event => take(event, true)} {...gripProps} />
        </div>
      </div>
      <p id="crop-hint" class="hint small soft">
        {words.build.cropHint}
      </p>
    </div>
  )
}

/** Arrows move, with Shift they resize as + and − do. */
function changedByKey({ key, shiftKey }: KeyboardEvent, picture: CropFrameProps['picture']): Frame | undefined {
  const { frame } = picture
  const grow = (by: number): Frame => resizeFrame(frame, picture, frame.side + by)
  switch (key) {
    case '+':
    case '=':
      return grow(RESIZE)
    case '-':
    case '_':
      return grow(-RESIZE)
    case 'ArrowLeft':
      return shiftKey ? grow(-STEP) : moveFrame(frame, picture, -STEP, 0)
    case 'ArrowRight':
      return shiftKey ? grow(STEP) : moveFrame(frame, picture, STEP, 0)
    case 'ArrowUp':
      return shiftKey ? grow(STEP) : moveFrame(frame, picture, 0, -STEP)
    case 'ArrowDown':
      return shiftKey ? grow(-STEP) : moveFrame(frame, picture, 0, STEP)
    default:
      return undefined
  }
}
