/** The pictures themselves, at their own size: both cards, with short, long and foreign names, and the recovery sheet. */
import { createCardDrawing } from '../../../browser/ports/card-drawing.ts'
import { PEOPLE, photoOf } from './faces.ts'
import { HOME } from './pretend.ts'

const NAMES = [
  ['Asha Rao', 'Tea, tabla and peer-to-peer. Come in and sit down.'],
  [
    'Maximiliane-Friederike von und zu Hohenberg-Sigmaringen',
    'I mend clocks on Sundays, teach the tabla on weekdays and grow far too many tomatoes. Come in, sit down, tell me what you are making, and stay for tea; there is always a second pot. On the first Friday of the month we sing, badly and loudly, until somebody needs to go.'
  ],
  ['आशा राव शर्मा', 'चाय, तबला और पीयर-टू-पीयर। आइए, बैठिए।'],
  ['👩🏽‍🚀 Ríona', '🪕🎶'],
  ['W'.repeat(64), 'x'.repeat(280)]
] as const

/** Draws them all under one another. */
export async function cardSheet(root: Element): Promise<void> {
  if (root instanceof HTMLElement) Object.assign(root.style, { display: 'flex', flexWrap: 'wrap', gap: '16px' })
  const drawing = createCardDrawing()
  const photo = await photoOf(PEOPLE.asha)
  for (const [name, about] of NAMES) {
    const login = 'VC1:' + 'K7QX2M9BH4TZ8WPN5RD3'.repeat(15)
    const signed = (qrText: string) => ({ home: HOME, issuedAtMs: Date.UTC(2026, 10, 22, 12), qrText })
    show(root, await drawing.loginCard({ name, about, photo, signed: signed(login) }))
    show(
      root,
      await drawing.visitingCard({
        name,
        about,
        photo,
        signed: signed(`https://city.example/#/${HOME}?via=${'a'.repeat(90)}`)
      })
    )
  }
  const unsigned = { name: 'Asha Rao', about: '', photo: undefined, signed: undefined }
  show(root, await drawing.loginCard(unsigned))
  show(root, await drawing.visitingCard(unsigned))
  const groups = Array.from({ length: 33 }, (_, index) => `K7Q${10 + index}`)
  show(
    root,
    await drawing.recoverySheet({
      name: 'Asha Rao',
      home: HOME,
      issuedAtMs: Date.UTC(2026, 10, 22, 12),
      qrText: 'VCR1:' + 'K7QX2M9BH4'.repeat(14),
      groups
    })
  )
}

function show(root: Element, blob: Blob): void {
  const picture = document.createElement('img')
  picture.src = URL.createObjectURL(blob)
  picture.alt = ''
  picture.style.maxWidth = '100%'
  root.append(picture)
}
