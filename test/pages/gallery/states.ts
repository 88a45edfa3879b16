/** Every page in every state that looks different, by name. */
import { signal } from '@preact/signals'
import type { AppModel, PageModel } from '../../../browser/models/app-model.ts'
import type { Download } from '../../../browser/models/build-model.ts'
import type { ChatEntry } from '../../../browser/models/chat-model.ts'
import type { DoorPlate } from '../../../browser/models/home-model.ts'
import type { TileView } from '../../../browser/models/room-model.ts'
import { createCardDrawing } from '../../../browser/ports/card-drawing.ts'
import { problem, problemFor } from '../../../browser/text/problems.ts'
import { liveFace, PEOPLE, photoOf } from './faces.ts'
import {
  appOf,
  buildOf,
  chatOf,
  cityOf,
  deviceOf,
  doorOf,
  HOME,
  homeOf,
  inviteOf,
  loginOf,
  noted,
  roomOf
} from './pretend.ts'

const DAY_MS = 86_400_000
const ISSUED_AT_MS = Date.UTC(2026, 10, 22, 12)
const LONG_NAME = 'Maximiliane-Friederike von und zu Hohenberg-Sigmaringen'
const DEVANAGARI = 'आशा राव शर्मा'
const EMOJI = '👩🏽‍🚀 Ríona Ní Bhriain'
const ABOUT = 'Tea, tabla and peer-to-peer. Come in and sit down.'
const LONG_ABOUT =
  'I mend clocks on Sundays, teach the tabla on weekdays and grow far too many tomatoes. Come in, sit down, tell me what you are making, and stay for tea; there is always a second pot. On the first Friday of the month we sing, badly and loudly, until somebody needs to go.'

const drawing = createCardDrawing()
const asUrl = (blob: Blob): string => URL.createObjectURL(blob)
const download = (fileName: string): Download => ({ href: asUrl(new Blob(['card'])), fileName })

interface CardWish {
  readonly name: string
  readonly about?: string
  readonly isSigned?: boolean
  readonly withPhoto?: boolean
}

async function cards({
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

const rooms: DoorPlate[] = [
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
const manyRooms: DoorPlate[] = MANY.map((title, index) => ({
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

function tilesOf(count: number, change: (tile: TileView, index: number) => Partial<TileView> = () => ({})): TileView[] {
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

function talk(): ChatEntry[] {
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

const citizen = async () => ({ home: HOME, name: 'Mei Tanaka', pictureUrl: asUrl(await photoOf(PEOPLE.mei)) })
const speaking = { name: 'Noor (guest) came in.', text: 'She has no home yet. Say hello?' }

/** The page in a state. */
export const STATES: Readonly<Record<string, () => AppModel | Promise<AppModel>>> = {
  starting: () => appOf({ kind: 'starting' }),
  city: () => appOf({ kind: 'city', model: cityOf() }),
  'city-empty': () =>
    appOf({
      kind: 'city',
      model: cityOf({
        square: { kind: 'found', title: 'Town square', href: `#/${HOME}/town-square`, peopleIn: 0 },
        superPeers: 2
      })
    }),
  'city-looking': () => appOf({ kind: 'city', model: cityOf({ square: { kind: 'looking' }, superPeers: 0 }) }),
  'city-wrong': () =>
    appOf(
      {
        kind: 'city',
        model: cityOf({
          address: 'hello',
          problem: problem('HOME-4'),
          square: { kind: 'none', problem: problem('HOME-10') }
        })
      },
      {
        notices: [
          { id: 'n', tone: 'danger', problem: problem('NET-1') },
          { id: 'c', tone: 'plain', problem: problem('CLOCK-1', { skew: 'two days' }) }
        ]
      }
    ),
  'city-citizen': async () => appOf({ kind: 'city', model: cityOf({ superPeers: 5 }) }, { citizen: await citizen() }),
  'city-dropping': () => appOf({ kind: 'city', model: cityOf() }, { dropping: true }),
  'city-no-card': () => appOf({ kind: 'city', model: cityOf() }, { dropProblem: problemFor('not-a-card', 'card') }),

  'city-reading': () => appOf({ kind: 'city', model: cityOf() }, { reading: true }),

  build: async () => {
    const { login, visiting } = await cards({ name: 'Asha Rao', isSigned: false })
    return appOf({
      kind: 'build',
      model: buildOf({
        name: 'Asha Rao',
        about: ABOUT,
        passphrase: 'four words to remember',
        repeat: 'four words to',
        picture: { kind: 'done', url: asUrl(await photoOf(PEOPLE.asha)) },
        loginCardUrl: login,
        visitingCardUrl: visiting
      })
    })
  },
  'build-empty': async () => {
    const { login, visiting } = await cards({ name: ' ', about: '', isSigned: false, withPhoto: false })
    return appOf({
      kind: 'build',
      model: buildOf({ wantsSheet: false, loginCardUrl: login, visitingCardUrl: visiting })
    })
  },
  'build-wrong': async () => {
    const { login, visiting } = await cards({ name: LONG_NAME, about: LONG_ABOUT, isSigned: false })
    return appOf({
      kind: 'build',
      model: buildOf({
        name: LONG_NAME,
        about: LONG_ABOUT,
        loginCardUrl: login,
        visitingCardUrl: visiting,
        problems: {
          name: problem('FORM-2'),
          about: problem('FORM-3'),
          passphrase: problem('FORM-4'),
          repeat: problem('FORM-5'),
          picture: problemFor('too-large', 'card'),
          form: problemFor('no-super-peer', 'network')
        }
      })
    })
  },
  'build-crop': async () => {
    const { login, visiting } = await cards({ name: DEVANAGARI, isSigned: false })
    const photo = await photoOf(PEOPLE.asha, 900)
    return appOf({
      kind: 'build',
      model: buildOf({
        name: DEVANAGARI,
        picture: {
          kind: 'crop',
          sourceUrl: asUrl(photo),
          widthPx: 900,
          heightPx: 900,
          frame: { left: 0.2, top: 0.1, side: 0.6 }
        },
        loginCardUrl: login,
        visitingCardUrl: visiting
      })
    })
  },
  'build-camera': () =>
    appOf({
      kind: 'build',
      model: buildOf({ name: 'Mei', picture: { kind: 'camera', stream: liveFace(PEOPLE.mei) } })
    }),
  'build-working': async () => {
    const { login, visiting } = await cards({ name: 'Asha Rao', isSigned: false })
    return appOf({
      kind: 'build',
      model: buildOf({ step: 'working', name: 'Asha Rao', loginCardUrl: login, visitingCardUrl: visiting })
    })
  },
  'build-built': async () => {
    const { login, visiting } = await cards({ name: 'Asha Rao' })
    return appOf({
      kind: 'build',
      model: buildOf({
        step: 'built',
        name: 'Asha Rao',
        loginCardUrl: login,
        visitingCardUrl: visiting,
        loginCard: download('Asha Rao login card.png'),
        visitingCard: download('Asha Rao visiting card.png'),
        recoverySheet: download('Asha Rao recovery sheet.png'),
        publishNote: problemFor('no-acknowledgement', 'home')
      })
    })
  },

  login: () => appOf({ kind: 'city', model: cityOf() }, { login: loginOf() }),
  'login-ready': async () => {
    const { login } = await cards({ name: 'Asha Rao' })
    return appOf({ kind: 'city', model: cityOf() }, { login: loginOf({ step: 'ready', cardUrl: login }) })
  },
  'login-wrong': async () => {
    const { login } = await cards({ name: 'Asha Rao' })
    return appOf(
      { kind: 'city', model: cityOf() },
      {
        login: loginOf({
          step: 'ready',
          cardUrl: login,
          passphrase: 'wrong words',
          problem: problemFor('wrong-passphrase', 'card')
        })
      }
    )
  },
  'login-no-card': () =>
    appOf({ kind: 'city', model: cityOf() }, { login: loginOf({ problem: problemFor('not-a-card', 'card') }) }),
  'login-name': async () => {
    const { login } = await cards({ name: 'Asha Rao' })
    return appOf(
      { kind: 'city', model: cityOf() },
      {
        login: loginOf({
          step: 'ready',
          cardUrl: login,
          passphrase: 'right words',
          needsName: true,
          problem: problem('CARD-12')
        })
      }
    )
  },
  'login-working': async () => {
    const { login } = await cards({ name: 'Asha Rao' })
    return appOf(
      { kind: 'city', model: cityOf() },
      { login: loginOf({ step: 'working', cardUrl: login, passphrase: 'right words' }) }
    )
  },

  home: async () => {
    const { visiting } = await cards({ name: 'Asha Rao' })
    return appOf(
      { kind: 'home', model: homeOf({ about: ABOUT, cardUrl: visiting, rooms }) },
      { citizen: await citizen() }
    )
  },
  'home-owner': async () => {
    const { visiting } = await cards({ name: 'Asha Rao' })
    return appOf(
      {
        kind: 'home',
        model: homeOf({
          about: ABOUT,
          cardUrl: visiting,
          rooms: rooms.slice(0, 1),
          isOwner: true,
          visitingCard: download('v.png'),
          loginCard: download('l.png'),
          note: problemFor('no-acknowledgement', 'home')
        })
      },
      { citizen: { home: HOME, name: 'Asha Rao', pictureUrl: asUrl(await photoOf(PEOPLE.asha)) } }
    )
  },
  'home-many': async () => {
    const { visiting } = await cards({ name: LONG_NAME, about: LONG_ABOUT })
    return appOf({
      kind: 'home',
      model: homeOf({ name: LONG_NAME, about: LONG_ABOUT, cardUrl: visiting, rooms: manyRooms })
    })
  },
  'home-emoji': async () => {
    const { visiting } = await cards({ name: EMOJI, about: 'नमस्ते 🪕 आइए', withPhoto: false })
    return appOf({
      kind: 'home',
      model: homeOf({
        name: EMOJI,
        about: 'नमस्ते 🪕 आइए',
        cardUrl: visiting,
        rooms: [{ ...rooms[0], peopleIn: 0 } as DoorPlate]
      })
    })
  },
  'home-no-rooms': () => appOf({ kind: 'home', model: homeOf({ name: DEVANAGARI }) }),
  'home-looking': () => appOf({ kind: 'home', model: homeOf({ state: { kind: 'looking' } }) }),
  'home-unknown': () =>
    appOf({ kind: 'home', model: homeOf({ state: { kind: 'problem', problem: problemFor('unknown-home', 'home') } }) }),
  'home-expired': () =>
    appOf({ kind: 'home', model: homeOf({ state: { kind: 'problem', problem: problemFor('expired', 'home') } }) }),

  invite: async () => {
    const { visiting } = await cards({ name: 'Asha Rao' })
    return appOf({ kind: 'home', model: homeOf({ cardUrl: visiting, rooms, isOwner: true, invite: inviteOf() }) })
  },
  'invite-local': async () => {
    const { visiting } = await cards({ name: 'Asha Rao' })
    return appOf({
      kind: 'home',
      model: homeOf({
        cardUrl: visiting,
        rooms,
        isOwner: true,
        invite: inviteOf({
          isLocal: true,
          copied: 'failed',
          canShare: false,
          visitingCard: undefined,
          roomTitle: LONG_NAME
        })
      })
    })
  },

  door: () =>
    appOf({
      kind: 'door',
      model: doorOf({
        guestName: 'Mei',
        occupants: ['Asha', 'Tomás', 'Amara'],
        camera: deviceOf('camera', { on: true }),
        microphone: deviceOf('microphone', { on: true, chosen: 'b' }),
        preview: liveFace(PEOPLE.mei),
        level: 0.57,
        canSwitchCamera: true
      })
    }),
  'door-opening': () =>
    appOf({
      kind: 'door',
      model: doorOf({
        guestName: 'Mei',
        occupants: ['Asha', 'Tomás', 'Amara'],
        entering: 'opening',
        camera: deviceOf('camera', { on: true }),
        preview: liveFace(PEOPLE.mei)
      })
    }),
  'door-enters': () => {
    const page = signal<PageModel>({ kind: 'starting' })
    const model = doorOf({
      guestName: 'Mei',
      occupants: ['Asha', 'Tomás', 'Amara'],
      camera: deviceOf('camera', { on: true }),
      preview: liveFace(PEOPLE.mei)
    })
    const enter = (): void => {
      page.value = { kind: 'room', model: roomOf(tilesOf(4)) }
    }
    page.value = { kind: 'door', model: { ...model, enter } }
    return { ...appOf(page.value), page }
  },
  'door-empty': async () =>
    appOf({ kind: 'door', model: doorOf({ citizenName: 'Mei Tanaka' }) }, { citizen: await citizen() }),
  'door-denied': () =>
    appOf({
      kind: 'door',
      model: doorOf({
        occupants: [LONG_NAME, DEVANAGARI, EMOJI, 'Tomás', 'Noor (guest)'],
        roomTitle: LONG_NAME,
        homeName: LONG_NAME,
        camera: deviceOf('camera', {
          problem: problemFor('permission-denied', 'media', { device: 'camera' }),
          choices: []
        }),
        microphone: deviceOf('microphone', {
          problem: problemFor('device-busy', 'media', { device: 'microphone' }),
          choices: []
        }),
        nameProblem: problem('FORM-1'),
        enterProblem: problemFor('timed-out', 'room')
      })
    }),
  'door-looking': () => appOf({ kind: 'door', model: doorOf({ state: { kind: 'looking' } }) }),
  'door-unknown': () =>
    appOf({ kind: 'door', model: doorOf({ state: { kind: 'problem', problem: problemFor('unknown-room', 'room') } }) }),

  room: () =>
    appOf({
      kind: 'room',
      model: roomOf(tilesOf(4), {
        chat: chatOf(talk(), { isOpen: true }),
        postIt: { id: 'p', title: speaking.name, text: speaking.text }
      })
    }),
  'room-note': () =>
    appOf({
      kind: 'room',
      model: roomOf(tilesOf(4), {
        postIt: { id: 'p', title: speaking.name, text: speaking.text },
        canSwitchCamera: true
      })
    }),
  'room-alone': () => appOf({ kind: 'room', model: roomOf(tilesOf(1, () => ({ isCameraOn: false, isMuted: true }))) }),
  'room-two': () =>
    appOf({ kind: 'room', model: roomOf(tilesOf(2), { chat: chatOf([], { unread: 3 }), canSwitchCamera: true }) }),
  'room-three': () =>
    appOf({ kind: 'room', model: roomOf(tilesOf(3), { isPeopleOpen: true, chat: chatOf([], { isOpen: true }) }) }),
  'room-five': () => appOf({ kind: 'room', model: roomOf(tilesOf(5)) }),
  'room-nine': () =>
    appOf({
      kind: 'room',
      model: roomOf(
        tilesOf(9, (_, index) => ({ isCameraOn: index % 2 === 0, isMuted: index % 3 === 0 })),
        { isPeopleOpen: true }
      )
    }),
  'room-lost': () =>
    appOf({
      kind: 'room',
      model: roomOf(
        tilesOf(4, (tile, index) => {
          if (index === 1) return { state: 'reconnecting' }
          if (index === 2) return { state: 'failed', problem: problemFor('ice-failed', 'room', { name: tile.label }) }
          return index === 3 ? { state: 'connecting', isCameraOn: false } : {}
        }),
        { isSoundBlocked: true, connectionNote: problemFor('connection-lost', 'room') }
      )
    }),
  'room-denied': () => {
    const model = roomOf(tilesOf(2, (_, index) => (index === 0 ? { isCameraOn: false } : {})))
    const problemNow = problemFor('permission-denied-by-system', 'media', { device: 'camera' })
    return appOf({ kind: 'room', model: { ...model, camera: { ...deviceOf('camera', { problem: problemNow }) } } })
  },

  left: () =>
    appOf({ kind: 'left', model: { roomTitle: 'Living room', rejoin: noted('rejoin'), goHome: noted('goHome') } }),
  'not-secure': () =>
    appOf({
      kind: 'not-secure',
      httpsAddress: 'https://192.168.1.20:5080/',
      command: 'npm start -- --host 192.168.1.20 --tls self'
    }),
  'not-secure-command': () =>
    appOf({ kind: 'not-secure', httpsAddress: undefined, command: 'npm start -- --host 192.168.1.20 --tls self' }),
  unknown: () => appOf({ kind: 'unknown', problem: problem('HOME-4') })
}
