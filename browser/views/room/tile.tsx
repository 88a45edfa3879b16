/** One person's tile: the picture or who it is, the name plate, and a veil while the line is down. */
import type { VNode } from 'preact'
import { Icon } from '../../icons/icon.tsx'
import { MicOff } from '../../icons/icons.ts'
import type { Rect } from '../../layout/tiling.ts'
import type { TileView } from '../../models/room-model.ts'
import { words } from '../../text/words.ts'
import { Portrait } from '../portrait.tsx'
import { VideoTile } from '../video-tile.tsx'

export interface TileProps {
  readonly tile: TileView
  readonly place: Rect | undefined
  readonly speakerId: string
  readonly playRequest: number
  readonly onPlayback: (isBlocked: boolean) => void
}

export function Tile({ tile, place, speakerId, playRequest, onPlayback }: TileProps): VNode {
  const hasPicture = tile.isCameraOn && tile.camera !== undefined
  return (
    <div class={`tile ${tile.state}`} role="group" aria-label={tile.label} style={styleOf(place)}>
      {!hasPicture && <Portrait name={tile.name} />}
      <VideoTile
        picture={hasPicture ? tile.camera : undefined}
        sound={tile.isSelf ? undefined : tile.sound}
        isMirrored={tile.isSelf}
        speakerId={speakerId}
        playRequest={playRequest}
        onPlayback={onPlayback}
      />
      <Veil tile={tile} />
      <p class="name-plate">
        {tile.isMuted && (
          <>
            <Icon of={MicOff} />
            <span class="unseen">{words.room.isMuted}: </span>
          </>
        )}
        <span class="name-plate-name">{tile.label}</span>
      </p>
    </div>
  )
}

function Veil({ tile }: { tile: TileView }): VNode | null {
  const { problem } = tile
  switch (tile.state) {
    case 'live':
      return null
    case 'connecting':
      return (
        <div class="veil light">
          <p>{words.room.connecting(tile.label)}</p>
          <div class="waiting" />
        </div>
      )
    case 'reconnecting':
      return (
        <div class="veil" role="status">
          <p>
            <strong>{problem?.what ?? words.room.reconnecting(tile.label)}</strong>
          </p>
          <p>{problem?.tryThis ?? words.room.reconnectingAbout}</p>
          <div class="waiting" />
        </div>
      )
    case 'failed':
      return (
        <div class="veil" role="status">
          <p>
            <strong>{problem?.what ?? words.room.reconnecting(tile.label)}</strong>
          </p>
          {problem?.why !== undefined && <p class="veil-why">{problem.why}</p>}
          {problem?.tryThis !== undefined && <p class="veil-try">{problem.tryThis}</p>}
          {problem !== undefined && <code>{problem.code}</code>}
        </div>
      )
  }
}

function styleOf(place: Rect | undefined): Record<string, string> {
  if (place === undefined) return { visibility: 'hidden' }
  return {
    width: `${place.width}px`,
    height: `${place.height}px`,
    transform: `translate(${place.left}px, ${place.top}px)`
  }
}
