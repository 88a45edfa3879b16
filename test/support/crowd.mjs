/**
 * Some guests, each with a session, spread over the rooms of a home, in a process of their own, over the library as it is built:
 * what an embedding program would do. `node crowd.mjs URL HOME FIRST COUNT`; says `inside`, then obeys.
 */
import { createCity, approachRoom, newSeed, parseHomeId, signerFromSeed } from '../../dist/protocol/index.js'
import '../../dist/node/node20.js'

const [url, home] = process.argv.slice(2)
const [first, count] = process.argv.slice(4).map(Number)
const NOBODY = { camera: false, microphone: false }

async function goIn(person) {
  const city = await createCity({
    identity: { kind: 'guest', signer: await signerFromSeed(newSeed()) },
    origins: [url]
  })
  const { record, home: id } = await find(city)
  const doorway = await approachRoom({ city, home: { home: id }, room: record.rooms[person % record.rooms.length] })
  const room = await doorway.enter({ name: `Person ${person}`, presence: NOBODY })
  return { person, city, room, arrivals: arrivalsOf(room.chat) }
}

/** As a person does when a busy computer was too slow: `Retry`. */
async function find(city, tries = 3) {
  try {
    const found = await city.homes.lookup(parseHomeId(home)).first
    if (found !== undefined) return found
    throw new Error('nobody has the home')
  } catch (error) {
    if (tries === 1) throw error
    return find(city, tries - 1)
  }
}

/** When each line was shown first, by its id. */
function arrivalsOf(chat) {
  const arrivals = new Map()
  chat.addEventListener('lines-changed', () => {
    const nowMs = Date.now()
    for (const { id, isSelf, atMs } of chat.lines()) {
      if (!isSelf && !arrivals.has(id)) arrivals.set(id, nowMs - atMs)
    }
  })
  return arrivals
}

const people = []
for (let index = 0; index < count; index++) people.push(await goIn(first + index))

const answers = {
  /** Each says a line. */
  say: async ({ text }) => {
    await Promise.all(people.map(({ person, room }) => room.chat.say(`${person}: ${text}`)))
  },
  report: () =>
    people.map(({ person, room, arrivals }) => ({
      person,
      members: room.members().length,
      texts: room.chat.lines().map(line => line.text),
      latenciesMs: [...arrivals.values()]
    })),
  leave: async () => {
    await Promise.all(people.map(({ room }) => room.leave()))
    await Promise.all(people.map(({ city }) => city.close()))
    process.disconnect()
  }
}

async function obey(question) {
  const answer = await answers[question.kind](question)
  if (process.connected) process.send({ kind: question.kind, answer })
}

process.on('message', question => void obey(question))
process.on('disconnect', () => process.exit())
process.send({ kind: 'inside' })
