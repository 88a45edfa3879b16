/** Rooms. */
import { problemFor } from '../../../browser/text/problems.ts'
import { appOf, chatOf, deviceOf, roomOf } from './pretend.ts'
import { tilesOf, talk, speaking } from './samples.ts'
import type { State } from './state.ts'

export const roomStates: Readonly<Record<string, State>> = {
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
  'room-heard': () =>
    appOf({ kind: 'room', model: roomOf(tilesOf(3, (_, index) => (index > 0 ? { sound: new MediaStream() } : {}))) }),
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
  }
}
