/** What the gallery shows: names short and long, cards, rooms, people, talk. */
import type { Download } from '../../../browser/models/build-model.ts'
import type { ChatEntry } from '../../../browser/models/chat-model.ts'
import type { DoorPlate } from '../../../browser/models/home-model.ts'
import type { TileView } from '../../../browser/models/room-model.ts'
import { createCardDrawing } from '../../../browser/ports/card-drawing.ts'
import { liveFace, PEOPLE, photoOf } from './faces.ts'
import { HOME } from './pretend.ts'

const DAY_MS = 86_400_000
const ISSUED_AT_MS = Date.UTC(2026, 10, 22, 12)
export const LONG_NAME = 'Maximiliane-Friederike von und zu Hohenberg-Sigmaringen'
export const DEVANAGARI = 'आशा राव शर्मा'
export const EMOJI = '👩🏽‍🚀 Ríona Ní Bhriain'
export const ABOUT = 'Tea, tabla and peer-to-peer. Come in and sit down.'
export const LONG_ABOUT =
  'I mend clocks on Sundays, teach the tabla on weekdays and grow far too many tomatoes. Come in, sit down, tell me what you are making, and stay for tea; there is always a second pot. On the first Friday of the month we sing, badly and loudly, until somebody needs to go.'

const drawing = createCardDrawing()
export const asUrl = (blob: Blob): string => URL.createObjectURL(blob)
export const download = (fileName: string): Download => ({ href: asUrl(new Blob(['card'])), fileName })

interface CardWish {
  readonly name: string
  readonly about?: string
  readonly isSigned?: boolean
  readonly withPhoto?: boolean
}

export async function cards({
  name,
  about = ABOUT,
  isSigned = true,
  withPhoto = true
}: CardWish): Promise<{ login: string; visiting: string }> {
  const photo = withPhoto ? await photoOf(PEOPLE.asha) : undefined
  const loginText = 'VC1:' + 'K7QX2M9BH4TZ8WPN5RD3'.repeat(12)
  const face = (qrText: string) => ({
    name,
    about,
    photo,
    signed: isSigned ? { home: HOME, issuedAtMs: ISSUED_AT_MS, qrText } : undefined
  })
  return {
    login: asUrl(await drawing.loginCard(face(loginText))),
    visiting: asUrl(await drawing.visitingCard(face(`https://city.example/#/${HOME}`)))
  }
}

export const rooms: DoorPlate[] = [
  {
    slug: 'living-room',
    title: 'Living room',
    href: `#/${HOME}/living-room`,
    door: 'open',
    peopleIn: 3,
    names: ['Tomás', 'Amara', 'Mei']
  },
  { slug: 'music', title: 'Music room', href: `#/${HOME}/music`, door: 'card', peopleIn: 1, names: [] },
  { slug: 'study', title: 'Study', href: `#/${HOME}/study`, door: 'closed', peopleIn: 0, names: [] }
]

const MANY = [
  'Living room',
  'Kitchen',
  'Library',
  'Winter garden of the west wing',
  'Attic',
  'Cellar',
  'Workshop',
  'Guest room',
  'Choir',
  'Clock room',
  'संगीत कक्ष',
  'Bibliothèque',
  'Veranda',
  'Tea',
  'Nook',
  'Observatory'
]
export const manyRooms: DoorPlate[] = MANY.map((title, index) => ({
  slug: `room-${index}`,
  title,
  href: `#/${HOME}/room-${index}`,
  door: (['open', 'open', 'card', 'closed'] as const)[index % 4] ?? 'open',
  peopleIn: index % 3 === 0 ? index : 0,
  names: []
}))

const LABELS = [
  'You',
  'Tomás Lindqvist',
  'Amara Okafor',
  'Noor (guest)',
  'Mei Tanaka',
  'Yusuf Demir',
  LONG_NAME,
  DEVANAGARI,
  EMOJI
]
const LOOKS = Object.values(PEOPLE)

export function tilesOf(
  count: number,
  change: (tile: TileView, index: number) => Partial<TileView> = () => ({})
): TileView[] {
  return LABELS.slice(0, count).map((label, index) => {
    const looks = LOOKS[index % LOOKS.length]
    const tile: TileView = {
      peer: `peer-${index}`,
      label,
      name: index === 0 ? 'Asha Rao' : label.replace(' (guest)', ''),
      isSelf: index === 0,
      camera: looks === undefined ? undefined : liveFace(looks),
      sound: undefined,
      isCameraOn: true,
      isMuted: index === 3,
      state: 'live',
      problem: undefined
    }
    return { ...tile, ...change(tile, index) }
  })
}

export function talk(): ChatEntry[] {
  const at = (hour: number, minute: number, daysAgo = 0): number =>
    new Date(Date.now() - daysAgo * DAY_MS).setHours(hour, minute, 0, 0)
  const line = (id: string, name: string, atMs: number, text: string): ChatEntry => ({
    kind: 'line',
    id,
    name,
    isSelf: name === 'You',
    atMs,
    text
  })
  return [
    line('0', 'Yusuf Demir', at(21, 40, 1), 'Good night!'),
    { kind: 'event', id: '1', atMs: at(19, 2), text: 'Amara Okafor came in' },
    line('2', 'Amara Okafor', at(19, 3), 'Evening! I brought the recordings from Sunday.'),
    line('3', 'Tomás Lindqvist', at(19, 4), 'The tide table is here: https://harbour.example/tides (mind the zone).'),
    line('4', 'You', at(19, 6), 'Lovely. Shall we start with the second song?'),
    { kind: 'event', id: '5', atMs: at(19, 7), text: 'Noor (guest) came in' },
    line(
      '6',
      'Noor (guest)',
      at(19, 8),
      'Hello all, my microphone will follow in a moment. <b>not bold</b> & averyveryverylongwordwithoutanyspaceatallthatmustbreaksomewhere'
    )
  ]
}

export const citizen = async () => ({ home: HOME, name: 'Mei Tanaka', pictureUrl: asUrl(await photoOf(PEOPLE.mei)) })
export const speaking = { name: 'Noor (guest) came in.', text: 'She has no home yet. Say hello?' }
