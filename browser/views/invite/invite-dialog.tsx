/** The dialog «Invite to ROOM»: the link, its QR code, the card. */
import type { VNode } from 'preact'
import { useId } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import { Check, Copy, Download, Share2 } from '../../icons/icons.ts'
import type { InviteModel } from '../../models/invite-model.ts'
import { words } from '../../text/words.ts'
import { Dialog } from '../dialog.tsx'
import { QrPicture } from './qr-picture.tsx'

export interface InviteDialogProps {
  readonly model: InviteModel
  readonly onClose: () => void
}

export function InviteDialog({ model, onClose }: InviteDialogProps): VNode {
  const id = useId()
  const copied = model.copied.value
  const card = model.visitingCard.value
  return (
    <Dialog title={words.invite.title(model.roomTitle)} class="invite" closesOutside={true} onClose={onClose}>
      <div class="invite-body">
        <QrPicture matrix={model.qr} />
        <div class="invite-words">
          <p>{words.invite.lead}</p>
          <div class="field">
            <label for={id}>{words.invite.link}</label>
            <input
              id={id}
              class="input"
              type="text"
              readOnly
              value={model.link}
              onFocus={event => event.currentTarget.select()}
            />
          </div>
          <div class="button-row">
            <button type="button" class="button first" data-first onClick={() => model.copy()}>
              <Icon of={copied === 'yes' ? Check : Copy} />
              {words.invite.copy}
            </button>
            {model.canShare && (
              <button type="button" class="button" onClick={() => model.share()}>
                <Icon of={Share2} />
                {words.invite.share}
              </button>
            )}
            <p class="small invite-copied" role="status">
              {copied === 'yes' && words.invite.copied}
              {copied === 'failed' && words.invite.copyFailed}
            </p>
          </div>
          {card !== undefined && (
            <a class="button" href={card.href} download={card.fileName}>
              <Icon of={Download} />
              {words.invite.downloadVisiting}
            </a>
          )}
        </div>
      </div>
      {model.isLocal && (
        <div class="problem calm">
          <p>
            <strong>{words.invite.local}</strong>
          </p>
          <p>
            {words.invite.localAbout} <code>npm start -- --host ADDRESS --tls self</code>
          </p>
        </div>
      )}
    </Dialog>
  )
}
