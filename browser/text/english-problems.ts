/** What can go wrong, in English: what happened, why, what to try. `{device}`, `{name}` and the like are filled in. */

/** What happened, why, what to try. */
export type ProblemWords = readonly [what: string, why: string | undefined, tryThis: string]

/** By the code people quote. */
export const englishProblems = {
  // cards and pictures
  'CARD-1': [
    'This picture is no card of the city.',
    'It holds neither a card nor a QR code that can be read.',
    'Take the picture as it was saved. If you photographed a card, hold it flat, in good light, the whole code in view.'
  ],
  'CARD-2': [
    'That passphrase does not open this card.',
    'Nothing is lost.',
    'Check capital letters and the keyboard language, then try again.'
  ],
  'CARD-3': [
    'This card is damaged.',
    'Parts of it are missing or were changed on the way.',
    'Use another copy, or photograph the printed card: its QR code holds the same.'
  ],
  'CARD-4': [
    'This picture is too large.',
    'Pictures up to 25 MB and 50 megapixels are read.',
    'Choose a smaller one, or a part of it.'
  ],
  'CARD-5': [
    'This card comes from a newer city than this page.',
    'The page does not know how to read it.',
    'Reload the page, or use the page of another super-peer.'
  ],
  'CARD-6': [
    'This card asks for more work than a real one.',
    'It may be forged to stop the page, so it was not opened.',
    'Use the card that you saved yourself.'
  ],
  'CARD-7': ['This card is no longer valid.', 'Its owner replaced it, or its time has passed.', 'Ask for a new card.'],
  'CARD-8': [
    'This is a visiting card.',
    'It leads to a door but opens nothing.',
    'Choose your login card, the one with the red head.'
  ],
  'CARD-9': [
    'This file cannot be shown as a picture.',
    'The browser does not know its format, or it is broken.',
    'Choose a PNG, JPEG or WebP picture.'
  ],
  'CARD-10': [
    'The signature on this card is not its owner’s.',
    'Somebody changed the card or made it up.',
    'Ask the owner for the card again.'
  ],
  'CARD-11': [
    'This is a recovery sheet.',
    'It is for the day when login card or passphrase are lost; nobody logs in with it.',
    'Put it away safely and use your login card, the one with the red head.'
  ],
  'CARD-12': [
    'Nobody in this city holds your home any more.',
    'Your card is the right one, and the address stays yours; only the name is not on the card.',
    'Type your name, and the home is put up again where it was.'
  ],
  // homes and addresses
  'HOME-1': [
    'No home is known at this address.',
    'It was never built here, or nobody who keeps its papers can be reached.',
    'Check the link, or ask for the visiting card and drop it on this page.'
  ],
  'HOME-2': [
    'The papers of this home have run out.',
    'Its owner has not been in the city for three months.',
    'The home is back as soon as its owner logs in.'
  ],
  'HOME-3': [
    'The papers of this home are not genuine.',
    'Their signature does not belong to this address, so they are not shown.',
    'Try again later: another super-peer may have the real ones.'
  ],
  'HOME-4': [
    'This leads to no place in the city.',
    'It is neither a link nor a home ID.',
    'Paste the whole link. A home ID begins with k2 and has 56 characters.'
  ],
  'HOME-5': [
    'No super-peer has taken your home yet.',
    'Until one has, only this browser knows it.',
    'Leave this page open. It is tried again by itself.'
  ],
  'HOME-6': [
    'Another of your devices was faster.',
    'What it changed is kept.',
    'Look at the home as it is now, then change it again.'
  ],
  'HOME-7': [
    'This browser may no longer speak for the home.',
    'Its permission was withdrawn or has run out.',
    'Log in again with your login card.'
  ],
  'HOME-8': [
    'Looking for this home takes long.',
    'Super-peers that should know it do not answer.',
    'Check the network, then press Retry.'
  ],
  'HOME-9': [
    'This home comes from a newer city than this page.',
    'The page does not know how to read its papers.',
    'Reload the page, or use the page of another super-peer.'
  ],
  'HOME-10': [
    'There is no town square here yet.',
    'The super-peer that serves this page has none, or it cannot be reached.',
    'Visit a home, or build your own.'
  ],
  'HOME-11': [
    'The papers of this browser are dated in the future.',
    'They were signed while the clock was ahead. Your home is kept here, and goes on when their time comes.',
    'To go on now, press “Log in with your card”: your card is there already.'
  ],
  'HOME-12': [
    'Another home is in this browser.',
    'This one would take its place, and its login card may not be saved yet.',
    'Go to that home, download its login card and log out. Then try again.'
  ],
  // forms
  'FORM-1': ['A name is missing.', undefined, 'Type the name that others shall see.'],
  'FORM-2': ['This name is too long.', 'It must fit on a card and a door.', 'Shorten it a little.'],
  'FORM-3': ['This text is too long.', 'A card has room for a few sentences.', 'Shorten it a little.'],
  'FORM-4': [
    'The passphrase is too short.',
    'Short ones can be guessed by whoever finds the card.',
    'Use at least 8 characters; four words are better.'
  ],
  'FORM-5': ['The two passphrases differ.', undefined, 'Type the same one twice. “Show” lets you compare.'],
  'FORM-6': [
    'The passphrase is too long.',
    'This looks like something else that was pasted.',
    'Use up to a thousand characters.'
  ],
  'FORM-7': ['The passphrase is missing.', undefined, 'Type the one you chose when you built your home.'],
  'FORM-8': ['The login card is missing.', undefined, 'Drop it here or choose its picture.'],
  'FORM-9': [
    'The recovery sheet is not saved yet.',
    'It is made only now, and nobody can make it again.',
    'Download it, or press “Go to my home” once more to do without.'
  ],
  'FORM-10': [
    'The login card is not saved yet.',
    'It and your passphrase are the only key to your home, and only this browser has it.',
    'Download it, or press “Go to my home” once more to go on.'
  ],
  // rooms
  'ROOM-1': [
    'This home has no such room.',
    'It was renamed or removed, or the link is incomplete.',
    'Look at the doors of the home.'
  ],
  'ROOM-2': [
    'This door does not open for you.',
    'Its owner lets in only some people.',
    'Ask the owner for an invitation.'
  ],
  'ROOM-3': [
    'The door did not open in time.',
    'The others in the room could not be reached.',
    'Check the network, then try again.'
  ],
  'ROOM-4': [
    'No line to {name}.',
    'One of your two networks lets no calls through.',
    'It is tried again by itself. Another network, for example that of a phone, often helps.'
  ],
  'ROOM-5': [
    'The line to the city was lost.',
    'Those already in the room stay; nobody new can come in.',
    'It is tried again by itself.'
  ],
  'ROOM-6': ['This room is closed now.', undefined, 'Go to the home and look at its doors.'],
  'ROOM-8': ['This message is too long.', 'One message may have about four thousand characters.', 'Send it in parts.'],
  'ROOM-9': [
    'Your message was not sent.',
    'The line to the others is broken.',
    'Your words are still in the field: send them again in a moment.'
  ],
  'ROOM-10': ['{name} does not answer.', 'Their page may be closed or asleep.', 'It is tried again by itself.'],
  // camera, microphone, sound
  'MEDIA-1': [
    'The browser blocks the {device}.',
    'This page was refused the {device} earlier.',
    'Press the sign beside the address, allow the {device}, then press Retry.'
  ],
  'MEDIA-2': [
    'This computer blocks the {device}.',
    'Its privacy settings keep the {device} from the browser.',
    'Allow the browser to use the {device} in the system’s settings, then press Retry.'
  ],
  'MEDIA-3': [
    'No {device} was found.',
    'None is connected, or it is switched off.',
    'Connect one or switch it on, then press Retry.'
  ],
  'MEDIA-4': ['The {device} is busy.', 'Another program or page is using it.', 'Close that program, then press Retry.'],
  'MEDIA-5': [
    'The {device} was not allowed.',
    'The browser’s question was closed without an answer.',
    'Press Retry and choose Allow.'
  ],
  'MEDIA-6': [
    'This browser cannot use the {device}.',
    'It has no way to do so on this page.',
    'Use a current Firefox, Chrome, Edge or Safari.'
  ],
  'MEDIA-7': [
    'The {device} did not start.',
    'The browser gave no reason.',
    'Unplug it and plug it in again, then press Retry.'
  ],
  'MEDIA-8': [
    'The {device} stopped.',
    'It was unplugged, or the system took it away.',
    'Connect it, then switch it on again.'
  ],
  // the network
  'NET-1': ['The city cannot be reached.', 'No super-peer answers.', 'Check the network. It is tried again by itself.'],
  'NET-2': ['There is no way to this place now.', 'Whoever keeps it is not connected.', 'Try again in a moment.'],
  'NET-3': ['No answer came in time.', 'The network is slow, or the other side is busy.', 'Try again.'],
  'NET-4': ['The connection broke.', undefined, 'It is tried again by itself.'],
  'NET-5': [
    'The super-peer takes no more visitors.',
    'It has as many as it can carry.',
    'Try again later, or open the page of another super-peer.'
  ],
  'NET-6': [
    'The super-peer sent something this page cannot read.',
    'It may be of another version.',
    'Reload the page.'
  ],
  'NET-7': ['No network.', 'This computer is offline.', 'Connect it. The page goes on by itself.'],
  'NET-8': [
    'A part of this page is not here yet.',
    'It is loaded when it is needed, and the super-peer that serves it does not answer.',
    'Try again in a moment. Nothing you typed is lost.'
  ],
  // what the browser keeps
  'STORE-1': [
    'This browser keeps nothing for this page.',
    'Storage is refused, as in a private window.',
    'You stay logged in only until this tab closes. Keep your login card at hand.'
  ],
  'STORE-2': ['The browser’s storage is full.', undefined, 'Free some space on this computer, then try again.'],
  'STORE-3': [
    'This browser may forget your home.',
    'It did not promise to keep what this page stores.',
    'Your login card brings everything back: keep it safe.'
  ],
  'STORE-4': [
    'What this browser kept cannot be read.',
    'It was damaged or comes from a newer page.',
    'Log in again with your login card.'
  ],
  'CLOCK-1': [
    'The clock of this computer is wrong.',
    'It differs from the city’s by {skew}, so signatures look too old or too new.',
    'Set date and time, then reload the page.'
  ],
  'CITY-1': [
    'Something unexpected happened.',
    'The page ran into “{reason}”.',
    'Try again. If it stays, reload the page.'
  ]
} as const satisfies Record<string, ProblemWords>

/** Codes people may quote. */
export type ProblemCode = keyof typeof englishProblems
