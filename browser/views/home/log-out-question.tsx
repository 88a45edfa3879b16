/** Whoever logs out without a saved login card loses the home: it is asked once. */
import type { VNode } from 'preact'
import type { HomeModel } from '../../models/home-model.ts'
import { words } from '../../text/words.ts'
import { Dialog } from '../dialog.tsx'

export function LogOutQuestion({ model }: { readonly model: HomeModel }): VNode {
  const card = model.loginCard.value
  return (
    <Dialog title={words.home.logOutQuestion} class="sheet question" onClose={() => model.answerLogOut('no')}>
      <p>{words.home.logOutAbout}</p>
      <div class="sheet-list">
        {card !== undefined && (
          <a
            class="button first"
            data-first
            href={card.href}
            download={card.fileName}
            onClick={() => model.cardSaved()}
          >
            {words.home.downloadLogin}
          </a>
        )}
        <button type="button" class="button danger" onClick={() => model.answerLogOut('yes')}>
          {words.home.logOutYes}
        </button>
        <button type="button" class="button" onClick={() => model.answerLogOut('no')}>
          {words.home.logOutNo}
        </button>
      </div>
    </Dialog>
  )
}
