/** Every word people read, in English. Another language is one more file with these keys; nothing else changes. */
import { englishProblems, type ProblemCode, type ProblemWords } from './english-problems.ts'

/** The page's words in English. */
export const english = {
  /** For `<html lang>`. */
  language: 'en',
  /** How dates are written. */
  dates: 'en-GB',
  city: {
    name: 'Internet Video City',
    lead: 'Own a home on the Internet. Give out your card, open a door, and talk face to face. No company in between.',
    build: 'Build your home',
    logIn: 'Log in with your card',
    visit: 'Visit a home',
    visitExample: 'Paste a link or a home ID',
    go: 'Go',
    dropHint: 'Or drop a visiting card anywhere on this page.',
    square: 'Town square',
    squareAbout: 'Kept by this super-peer, open to all. Look around; you need no home.',
    enterSquare: 'Enter the town square',
    squareLooking: 'Looking for the town square…',
    skyline: 'A small town on hills at dusk; light in a few windows',
    legend: 'A lit window: somebody is in',
    heldBy: (superPeers: number) =>
      superPeers === 1
        ? 'One super-peer holds this city so far. From three on, homes stay found when one is gone.'
        : `${superPeers === 2 ? 'Two super-peers hold' : `${superPeers} super-peers hold`} this city. From three on, homes stay found when one is gone.`
  },
  app: {
    myHome: 'My home',
    logOut: 'Log out',
    close: 'Close',
    retry: 'Retry',
    starting: 'Opening the city…',
    dropHere: 'Drop the card here',
    dropSentence: 'A login card logs you in. A visiting card, or a picture of one, leads to its door.',
    readingDrop: 'Reading the picture…',
    notices: 'Notices'
  },
  people: {
    nobodyIn: 'Nobody in',
    peopleIn: (count: number) => (count === 0 ? 'Nobody in' : `${count} in`),
    peopleInNames: (names: readonly string[]) =>
      names.length > 4
        ? `${names.length} in: ${names.slice(0, 3).join(', ')} and others`
        : `${names.length} in: ${names.join(', ')}`,
    asGuest: (name: string) => `You come in as “${name} (guest)”`,
    asCitizen: (name: string) => `You come in as ${name}`
  },
  build: {
    title: 'Build your home',
    lead: 'No account, no e-mail. Your keys are made in this browser and stay here.',
    trust: 'Whoever serves this page could read what you type into it. Build where you trust the address.',
    photo: 'Your photo',
    noPhoto: 'No photo yet',
    useCamera: 'Use camera',
    takePhoto: 'Take photo',
    choosePhoto: 'Choose a photo',
    keepCrop: 'Use this part',
    cancel: 'Cancel',
    cameraStarting: 'The camera is starting…',
    cropFrame: 'Crop frame',
    cropHint: 'Drag the frame. With the keyboard: arrows move it, plus and minus resize it.',
    name: 'Your name',
    about: 'About you',
    aboutExample: 'A sentence for your visiting card',
    passphrase: 'Passphrase',
    repeat: 'Repeat passphrase',
    show: 'Show',
    noReset: 'Nobody can reset this passphrase.',
    passphraseRules: 'At least 8 characters. Four or more words that you can say to yourself work well.',
    sheet: 'Make a recovery sheet',
    sheetWith:
      'A page to print, in case the card or the passphrase is lost. A later version of this page will read it.',
    sheetWithout: 'Without it, a lost card or passphrase means a new home at a new address.',
    build: 'Build my home',
    cards: 'Your cards',
    login: 'Login card',
    loginAbout: 'You keep it. It opens your home.',
    visiting: 'Visiting card',
    visitingAbout: 'You give it away. It leads to your door.',
    loginAlt: (name: string) => `Login card of ${name}`,
    visitingAlt: (name: string) => `Visiting card of ${name}`,
    notYetValid: 'not yet valid',
    someone: 'somebody',
    plot: 'Your plot',
    plotBuilt: 'Your home',
    working: 'Building your home',
    built: 'Your home stands',
    builtLead: 'Save the login card now. It and your passphrase are the only key; nobody has a copy.',
    downloadLogin: 'Download login card',
    downloadLoginAbout: 'Private. Drop it on any city page to log in.',
    downloadVisiting: 'Download visiting card',
    downloadVisitingAbout: 'For friends. It leads to your door.',
    downloadSheet: 'Download recovery sheet',
    downloadSheetAbout: 'Print it and put it with your papers.',
    goHome: 'Go to my home'
  },
  login: {
    title: 'Log in',
    lead: 'Drop your login card here, or choose its picture. A photo of the printed card works too.',
    file: 'Login card',
    cardAlt: 'The login card you chose',
    passphrase: 'Passphrase',
    submit: 'Log in',
    reading: 'Reading the card…',
    trust: 'Whoever serves this page could read what you type into it. Log in where you trust the address.'
  },
  home: {
    looking: 'Looking for this home',
    lookingAbout: 'Asking the super-peers that keep its papers.',
    noRooms: 'This home has no rooms yet.',
    rooms: 'Rooms',
    card: (name: string) => `Visiting card of ${name}`,
    atHome: (count: number, room: string) => `${count} in ${room}`,
    somebodyIn: (count: number) => `${count} in, in several rooms`,
    invite: 'Invite',
    downloadVisiting: 'Download visiting card',
    downloadLogin: 'Download login card',
    logOutQuestion: 'Log out without the login card?',
    logOutAbout: 'It is not saved yet. Without it nobody can open your home again, not even you.',
    logOutYes: 'Yes, log out',
    logOutNo: 'Stay',
    goCity: 'To the city',
    door: { open: 'Open to anyone', card: 'By card', closed: 'Closed' },
    closedSign: 'Closed'
  },
  invite: {
    title: (room: string) => `Invite to ${room}`,
    lead: 'Whoever has this link stands at the door. They need no account.',
    qr: 'QR code',
    link: 'Link',
    copy: 'Copy link',
    copied: 'Copied',
    copyFailed: 'The browser does not let this page copy. Select the link and copy it by hand.',
    share: 'Share…',
    downloadVisiting: 'Download visiting card',
    local: 'This link works only on this computer',
    localAbout: 'To invite others, start the super-peer with an address they can reach:'
  },
  door: {
    looking: 'Finding the door',
    lookingAbout: 'Asking the super-peers for this home.',
    subtitle: (home: string, door: 'open' | 'card' | 'closed') =>
      `${home}’s home, ${{ open: 'open to anyone', card: 'by card', closed: 'closed' }[door]}`,
    preview: 'Preview',
    camera: 'Camera',
    microphone: 'Microphone',
    cameraOn: 'Camera is on',
    cameraOff: 'Camera is off',
    starting: 'Starting… The browser may ask you.',
    switchCamera: 'Switch camera',
    hearYou: 'We hear you',
    microphoneOff: 'Microphone is off',
    cameraDevice: 'Camera device',
    microphoneDevice: 'Microphone device',
    speakerDevice: 'Speaker device',
    defaultDevice: 'Default',
    testSound: 'Test sound',
    testing: 'Playing…',
    name: 'Your name',
    enter: 'Enter room',
    entering: 'Opening the door…',
    encrypted: 'Sound and picture are encrypted end to end',
    goOnWithout: 'Go on without',
    device: (number: number) => `Device ${number}`,
    toHome: 'To the home'
  },
  room: {
    subtitle: (home: string) => `${home}’s home`,
    encrypted: 'End-to-end encrypted',
    stage: 'Stage',
    controls: 'Call controls',
    you: 'You',
    cameraOn: 'Turn camera on',
    cameraOff: 'Turn camera off',
    unmute: 'Unmute microphone',
    mute: 'Mute microphone',
    openChat: 'Open chat',
    closeChat: 'Close chat',
    unread: (count: number) => `${count} unread`,
    people: 'People',
    invite: 'Invite',
    more: 'More',
    switchCamera: 'Switch camera',
    leave: 'Leave room',
    leaveQuestion: (room: string) => `Leave ${room}?`,
    leaveYes: 'Yes, leave',
    leaveNo: 'Stay',
    isMuted: 'Microphone is off',
    connecting: (label: string) => `Reaching ${label}…`,
    reconnecting: (label: string) => `${label}: the line was lost`,
    reconnectingAbout: 'Trying again by itself',
    soundBlocked: 'Sound is blocked',
    soundBlockedAbout: 'The browser waits for a press before it plays.',
    turnSoundOn: 'Turn sound on',
    alone: 'Nobody else is here yet. “Invite” gives you a link for them.',
    shortcuts: 'Keyboard shortcuts'
  },
  shortcuts: [
    ['Ctrl or ⌘ + D', 'Microphone on or off'],
    ['Ctrl or ⌘ + E', 'Camera on or off'],
    ['Space, held', 'Talk while held, when no button or field has the focus'],
    ['Alt + Shift + M', 'Chat'],
    ['Alt + Shift + P', 'People'],
    ['Alt + Shift + K', 'This list']
  ] as readonly (readonly [string, string])[],
  chat: {
    title: 'Chat',
    message: 'Message',
    example: 'To all in the room',
    send: 'Send',
    empty: 'Nothing said yet. What you write reaches everybody in the room.',
    you: 'You',
    today: 'Today',
    yesterday: 'Yesterday'
  },
  left: {
    title: (room: string) => `You left ${room}`,
    lead: 'Camera and microphone are off.',
    rejoin: 'Rejoin',
    goHome: 'Go home'
  },
  notSecure: {
    title: 'This address is not secure',
    why: 'Browsers give camera, microphone and keys only to pages over https, or on the computer that serves them. This page came over plain http from another computer, so nothing here could work.',
    use: 'Use this address instead',
    warning:
      'If the browser warns about the certificate: it was made by the super-peer itself. Go on if you trust whoever runs it.',
    ask: 'Ask whoever runs this super-peer to start it with:'
  },
  unknown: { goCity: 'To the city' },
  card: {
    loginTitle: 'Private Login Card',
    visitingTitle: 'Internet Visiting Card',
    loginAbout: 'With your passphrase, this card opens your home. Keep it safe. Give it to nobody.',
    city: 'Internet Video City',
    stamp: ['VIDEO CITY', 'NOT YET', 'VALID', 'QR code', 'once signed'] as readonly [
      string,
      string,
      string,
      string,
      string
    ],
    notSigned: 'Not signed',
    issued: (date: string) => `Issued ${date}`,
    issuedSigned: (date: string) => `Issued ${date} · signed`,
    scan: 'Scan to reach the door',
    sheetTitle: 'Recovery sheet',
    sheetLead: 'Print this page and keep it with your papers. Whoever holds it can take over your home.',
    sheetHow: 'For the day when login card or passphrase are lost: a later version of the city’s page will read it.',
    sheetGroups: 'To type by hand',
    sheetHome: 'Home'
  },
  /** What happens by itself and is told while it does. */
  progress: {
    keys: 'Making your keys…',
    lock: 'Locking the login card with your passphrase…',
    unlock: 'Opening the card with your passphrase…',
    sign: 'Signing your cards…',
    store: 'Keeping your home in this browser…',
    find: 'Finding your home in the city…',
    admit: 'Making this browser one of your own…'
  },
  happenings: {
    cameIn: (who: string) => `${who} came in`,
    wentOut: (who: string) => `${who} left`,
    guest: (name: string) => `${name} (guest)`
  },
  files: {
    login: (name: string) => `Login card of ${name}.png`,
    visiting: (name: string) => `Visiting card of ${name}.png`,
    sheet: (name: string) => `Recovery sheet of ${name}.png`
  },
  firstRoom: 'Living room',
  thisDevice: 'Browser',
  clock: { much: 'more than a quarter of an hour' },
  devices: { camera: 'camera', microphone: 'microphone', device: 'device' },
  problems: englishProblems as Readonly<Record<ProblemCode, ProblemWords>>
}

/** What a language must have. */
export type Words = typeof english
