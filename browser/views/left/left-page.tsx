/** After leaving a room: back in, or home. */
import type { VNode } from 'preact'
import { Icon } from '../../icons/icon.tsx'
import { DoorOpen, House } from '../../icons/icons.ts'
import type { LeftModel } from '../../models/left-model.ts'
import { words } from '../../text/words.ts'
import { Sign } from '../notice/sign.tsx'

export function LeftPage({ model }: { readonly model: LeftModel }): VNode {
  return (
    <Sign>
      <div class="sign-words">
        <h1 tabIndex={-1}>{words.left.title(model.roomTitle)}</h1>
        <p class="soft">{words.left.lead}</p>
        <div class="button-row">
          <button type="button" class="button first" onClick={() => model.rejoin()}>
            <Icon of={DoorOpen} />
            {words.left.rejoin}
          </button>
          <button type="button" class="button" onClick={() => model.goHome()}>
            <Icon of={House} />
            {words.left.goHome}
          </button>
        </div>
      </div>
    </Sign>
  )
}
