/** The stage: a tile for everybody, as large as fits, and a post-it on a seam. */
import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { seamOf, tileStage } from '../../layout/tiling.ts'
import type { RoomModel } from '../../models/room-model.ts'
import { words } from '../../text/words.ts'
import { PostIt } from './post-it.tsx'
import { Tile } from './tile.tsx'
import { useSize } from './use-size.ts'

export function Stage({ model }: { readonly model: RoomModel }): VNode {
  const area = useRef<HTMLElement>(null)
  const { widthPx, heightPx } = useSize(area).value
  // each tile tells for itself; the room's sound is blocked while one of them is
  const blocked = useRef(new Set<string>())
  const tiles = model.tiles.value
  const places = tileStage(tiles.length, widthPx, heightPx)
  return (
    <section class="stage" aria-label={words.room.stage} ref={area}>
      {tiles.map((tile, index) => (
        <Tile
          key={tile.peer}
          tile={tile}
          place={places[index]}
          speakerId={model.speakerId.value}
          playRequest={model.playRequests.value}
          onPlayback={isBlocked => {
            if (isBlocked) blocked.current.add(tile.peer)
            else blocked.current.delete(tile.peer)
            model.reportPlayback(blocked.current.size > 0)
          }}
        />
      ))}
      {tiles.length === 1 && <p class="stage-hint">{words.room.alone}</p>}
      <PostIt note={model.postIt.value} isSaid={!model.chat.isOpen.value} seam={seamOf(places, widthPx)} />
    </section>
  )
}
