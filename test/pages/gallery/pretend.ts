/** Models made by hand: signals with given values, and actions that only write down that they were called. */
import { computed, signal } from '@preact/signals'
import type { AppModel, PageModel } from '../../../browser/models/app-model.ts'
import type { BuildModel } from '../../../browser/models/build-model.ts'
import type { ChatEntry, ChatModel } from '../../../browser/models/chat-model.ts'
import type { CityModel } from '../../../browser/models/city-model.ts'
import type { DoorDevice, DoorModel } from '../../../browser/models/door-model.ts'
import type { HomeModel } from '../../../browser/models/home-model.ts'
import type { InviteModel } from '../../../browser/models/invite-model.ts'
import type { LoginModel } from '../../../browser/models/login-model.ts'
import type { RoomModel, TileView } from '../../../browser/models/room-model.ts'
import { qrMatrix } from '../../../browser/ports/qr-code.ts'
import type { HomeId } from '../../../protocol/identity/genesis.ts'

export const HOME = 'k2k4r8nqbn6x3mq9w0v2c7h5j1d8s4t6y0u3p9e5a7f2g1l7x0wz1f3' as HomeId

/** What was called, for tests: `window.calls`. */
export const calls: string[] = []

export function noted(name: string): (...values: readonly unknown[]) => void {
  return (...values) => {
    calls.push(
      [
        name,
        ...values.map(value => (typeof value === 'string' || typeof value === 'boolean' ? String(value) : '…'))
      ].join(' ')
    )
  }
}

/** The value of a signal of a model. */
type Held<M> = { readonly [K in keyof M]: M[K] extends { readonly value: infer V } ? V : M[K] }
type Given<M> = Partial<Held<M>>

export function appOf(page: PageModel, given: Given<AppModel> = {}): AppModel {
  const login = signal(given.login)
  return {
    page: signal(page),
    citizen: signal(given.citizen),
    login,
    notices: signal(given.notices ?? []),
    dropping: signal(given.dropping ?? false),
    reading: signal(given.reading ?? false),
    dropProblem: signal(given.dropProblem),
    openLogin: () => {
      noted('openLogin')()
      login.value = loginOf()
    },
    closeLogin: () => {
      noted('closeLogin')()
      login.value = undefined
    },
    dragOver: noted('dragOver'),
    drop: noted('drop'),
    dismissDropProblem: noted('dismissDropProblem')
  }
}

export function cityOf(given: Given<CityModel> = {}): CityModel {
  const address = signal(given.address ?? '')
  return {
    address,
    problem: signal(given.problem),
    square: signal(given.square ?? { kind: 'found', title: 'Town square', href: `#/${HOME}/town-square`, peopleIn: 6 }),
    superPeers: signal(given.superPeers ?? 1),
    type: text => {
      address.value = text
    },
    go: () => noted('go')(address.peek())
  }
}

export function buildOf(given: Given<BuildModel> = {}): BuildModel {
  const [name, about] = [signal(given.name ?? ''), signal(given.about ?? '')]
  const [passphrase, repeat] = [signal(given.passphrase ?? ''), signal(given.repeat ?? '')]
  const wantsSheet = signal(given.wantsSheet ?? true)
  const picture = signal<BuildModel['picture']['value']>(given.picture ?? { kind: 'none' })
  return {
    step: signal(given.step ?? 'form'),
    progress: signal(given.progress ?? { text: 'Making your keys', fraction: 0.4 }),
    name,
    about,
    passphrase,
    repeat,
    wantsSheet,
    nameOnCards: computed(() => name.value),
    picture,
    loginCardUrl: signal(given.loginCardUrl),
    visitingCardUrl: signal(given.visitingCardUrl),
    problems: signal(given.problems ?? {}),
    loginCard: signal(given.loginCard),
    visitingCard: signal(given.visitingCard),
    recoverySheet: signal(given.recoverySheet),
    publishNote: signal(given.publishNote),
    keepNote: signal(given.keepNote),
    unsavedNote: signal(given.unsavedNote),
    setName: value => (name.value = value),
    setAbout: value => (about.value = value),
    setPassphrase: value => (passphrase.value = value),
    setRepeat: value => (repeat.value = value),
    setWantsSheet: value => (wantsSheet.value = value),
    useCamera: noted('useCamera'),
    takePhoto: noted('takePhoto'),
    choosePhoto: noted('choosePhoto'),
    setFrame: frame => {
      const before = picture.peek()
      if (before.kind === 'crop') picture.value = { ...before, frame }
    },
    keepCrop: noted('keepCrop'),
    cancelPicture: () => {
      picture.value = { kind: 'none' }
    },
    leave: noted('leave'),
    build: noted('build'),
    saved: noted('saved'),
    goHome: noted('goHome')
  }
}

export function loginOf(given: Given<LoginModel> = {}): LoginModel {
  const [passphrase, name] = [signal(given.passphrase ?? ''), signal(given.name ?? '')]
  return {
    step: signal(given.step ?? 'choosing'),
    needsName: signal(given.needsName ?? false),
    name,
    setName: value => (name.value = value),
    cardUrl: signal(given.cardUrl),
    passphrase,
    problem: signal(given.problem),
    progress: signal(given.progress ?? { text: 'Opening the card', fraction: 0.6 }),
    choose: noted('choose'),
    setPassphrase: value => (passphrase.value = value),
    logIn: () => noted('logIn')(passphrase.peek())
  }
}

export function homeOf(given: Given<HomeModel> = {}): HomeModel {
  const invite = signal(given.invite)
  return {
    state: signal(given.state ?? { kind: 'found' }),
    name: signal(given.name ?? 'Asha Rao'),
    about: signal(given.about ?? ''),
    cardUrl: signal(given.cardUrl),
    rooms: signal(given.rooms ?? []),
    isOwner: signal(given.isOwner ?? false),
    visitingCard: signal(given.visitingCard),
    loginCard: signal(given.loginCard),
    invite,
    note: signal(given.note),
    openInvite: () => {
      noted('openInvite')()
      invite.value = inviteOf()
    },
    closeInvite: () => {
      invite.value = undefined
    },
    retry: noted('retry'),
    asksToLogOut: signal(given.asksToLogOut ?? false),
    cardSaved: noted('cardSaved'),
    logOut: noted('logOut'),
    answerLogOut: noted('answerLogOut')
  }
}

export function inviteOf(given: Given<InviteModel> = {}): InviteModel {
  const link = given.link ?? `https://city.example/#/${HOME}/living-room`
  const copied = signal<InviteModel['copied']['value']>(given.copied ?? 'no')
  return {
    roomTitle: given.roomTitle ?? 'Living room',
    link,
    qr: qrMatrix(link, 240),
    isLocal: given.isLocal ?? false,
    visitingCard: signal(
      'visitingCard' in given ? given.visitingCard : { href: 'blob:card', fileName: 'Asha Rao visiting card.png' }
    ),
    canShare: given.canShare ?? true,
    copied,
    copy: () => {
      noted('copy')()
      copied.value = 'yes'
    },
    share: noted('share')
  }
}

export function deviceOf(name: string, given: Given<DoorDevice> = {}): DoorDevice {
  const [on, problem] = [signal(given.on ?? false), signal(given.problem)]
  return {
    on,
    starting: signal(given.starting ?? false),
    problem,
    choices: signal(
      given.choices ?? [
        { id: 'a', label: `Built-in ${name}` },
        { id: 'b', label: `Headset ${name}` }
      ]
    ),
    chosen: signal(given.chosen ?? 'a'),
    toggle: () => {
      noted(`toggle-${name}`)()
      on.value = !on.value
    },
    choose: noted(`choose-${name}`),
    retry: noted(`retry-${name}`),
    dismiss: () => {
      noted(`dismiss-${name}`)()
      problem.value = undefined
    }
  }
}

export function doorOf(given: Given<DoorModel> = {}): DoorModel {
  const guestName = signal(given.guestName ?? '')
  return {
    state: signal(given.state ?? { kind: 'ready' }),
    roomTitle: signal(given.roomTitle ?? 'Living room'),
    homeName: signal(given.homeName ?? 'Asha Rao'),
    homeHref: signal(`#/${HOME}`),
    door: signal(given.door ?? 'open'),
    occupants: signal(given.occupants ?? []),
    citizenName: signal(given.citizenName),
    guestName,
    comesInAs: computed(() => guestName.value.trim()),
    nameProblem: signal(given.nameProblem),
    camera: given.camera ?? deviceOf('camera'),
    microphone: given.microphone ?? deviceOf('microphone'),
    speaker: given.speaker ?? {
      choices: signal([{ id: 'a', label: 'Headset' }]),
      chosen: signal('a'),
      canChoose: true,
      testing: signal(false),
      choose: noted('choose-speaker'),
      test: noted('test-speaker')
    },
    preview: signal(given.preview),
    canSwitchCamera: signal(given.canSwitchCamera ?? false),
    level: signal(given.level ?? 0),
    entering: signal(given.entering ?? 'no'),
    enterProblem: signal(given.enterProblem),
    switchCamera: noted('switchCamera'),
    setGuestName: value => (guestName.value = value),
    enter: noted('enter'),
    retry: noted('retry')
  }
}

export function chatOf(entries: readonly ChatEntry[] = [], given: Given<ChatModel> = {}): ChatModel {
  const [draft, isOpen] = [signal(given.draft ?? ''), signal(given.isOpen ?? false)]
  const canSend = signal(given.canSend ?? true)
  return {
    entries: signal(entries),
    draft,
    canSend,
    problem: signal(given.problem),
    isOpen,
    unread: signal(given.unread ?? 0),
    type: text => (draft.value = text),
    send: () => noted('send')(draft.peek()),
    open: () => (isOpen.value = true),
    close: () => (isOpen.value = false)
  }
}

export function roomOf(tiles: readonly TileView[], given: Given<RoomModel> = {}): RoomModel {
  const device = (name: string, isOn: boolean): RoomModel['camera'] => {
    const on = signal(isOn)
    return {
      on,
      starting: signal(false),
      problem: signal(undefined),
      toggle: () => {
        noted(`toggle-${name}`)()
        on.value = !on.value
      },
      dismiss: noted(`dismiss-${name}`)
    }
  }
  const isPeopleOpen = signal(given.isPeopleOpen ?? false)
  const invite = signal(given.invite)
  return {
    roomTitle: given.roomTitle ?? 'Living room',
    homeName: given.homeName ?? 'Asha Rao',
    homeHref: `#/${HOME}`,
    tiles: signal(tiles),
    people: signal(
      tiles.map(({ peer, label, name, isSelf }) => ({ peer, label, name, isSelf, isGuest: label.endsWith('(guest)') }))
    ),
    postIt: signal(given.postIt),
    chat: given.chat ?? chatOf(),
    camera: given.camera ?? device('camera', true),
    microphone: given.microphone ?? device('microphone', true),
    canSwitchCamera: signal(given.canSwitchCamera ?? false),
    speakerId: signal(''),
    isPeopleOpen,
    invite,
    isSoundBlocked: signal(given.isSoundBlocked ?? false),
    connectionNote: signal(given.connectionNote),
    reportPlayback: noted('reportPlayback'),
    turnSoundOn: noted('turnSoundOn'),
    playRequests: signal(0),
    switchCamera: noted('switchCamera'),
    setOnePanel: () => undefined, // told by the page's width, not by a person
    togglePeople: () => (isPeopleOpen.value = !isPeopleOpen.value),
    openInvite: () => (invite.value = inviteOf()),
    closeInvite: () => (invite.value = undefined),
    dismissPostIt: noted('dismissPostIt'),
    leave: noted('leave')
  }
}
