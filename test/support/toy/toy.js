/** A page with one call in it: tiles, devices, files. Whoever tests it carries offers and answers from page to page. */
const find = selector => document.querySelector(selector)
const say = text => (find('[role=status]').textContent = text)
const warn = text => (find('[role=alert]').textContent = text)
const peers = new Map()
let own

function tileOf(name) {
  const known = [...document.querySelectorAll('[role=group]')].find(tile => tile.getAttribute('aria-label') === name)
  if (known !== undefined) return known
  const tile = document.createElement('div')
  tile.setAttribute('role', 'group')
  tile.setAttribute('aria-label', name)
  const video = Object.assign(document.createElement('video'), { autoplay: true, playsInline: true, muted: true })
  const audio = document.createElement('audio')
  tile.append(video, audio)
  find('[aria-label=Stage]').append(tile)
  return tile
}

function play(audio) {
  audio.play().catch(error => warn(`Sound is blocked: ${error.name}`))
}

async function enter() {
  try {
    own = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240 }, audio: true })
  } catch (error) {
    return warn(error.name)
  }
  const tile = tileOf('You')
  tile.querySelector('video').className = 'mirror'
  tile.querySelector('video').srcObject = own
  say('entered')
}

function peerFor(name) {
  const peer = new RTCPeerConnection()
  peers.set(name, peer)
  for (const track of own?.getTracks() ?? []) peer.addTrack(track, own)
  peer.ontrack = ({ track }) => {
    const element = tileOf(name).querySelector(track.kind === 'video' ? 'video' : 'audio')
    element.srcObject = new MediaStream([track])
    if (track.kind === 'audio') play(element)
  }
  return peer
}

function gathered(peer) {
  return new Promise(resolve => {
    const look = () => peer.iceGatheringState === 'complete' && resolve(peer.localDescription.toJSON())
    peer.addEventListener('icegatheringstatechange', look)
    look()
  })
}

/** What the test calls to carry a call from page to page. */
window.toy = {
  async offerTo(name) {
    const peer = peerFor(name)
    await peer.setLocalDescription()
    return gathered(peer)
  },
  async answerTo(name, offer) {
    const peer = peerFor(name)
    await peer.setRemoteDescription(offer)
    await peer.setLocalDescription()
    return gathered(peer)
  },
  accept: (name, answer) => peers.get(name).setRemoteDescription(answer)
}

function describe(file) {
  file.arrayBuffer().then(
    bytes => say(`${file.name} ${file.type} ${new Uint8Array(bytes).reduce((sum, byte) => sum + byte, 0)}`),
    error => warn(error.name)
  )
}

find('#enter').addEventListener('click', enter)
find('#mute').addEventListener('click', () => own.getAudioTracks().forEach(track => (track.enabled = !track.enabled)))
find('#dark').addEventListener('click', () => own.getVideoTracks().forEach(track => (track.enabled = !track.enabled)))
find('#sound').addEventListener('click', () => document.querySelectorAll('audio').forEach(play))
find('#file').addEventListener('change', event => describe(event.target.files[0]))
find('#choose').addEventListener('click', () => {
  const input = Object.assign(document.createElement('input'), { type: 'file' })
  input.addEventListener('change', () => describe(input.files[0]))
  input.click()
})
addEventListener('dragover', event => event.preventDefault())
addEventListener('drop', event => {
  event.preventDefault()
  describe(event.dataTransfer.files[0])
})
find('#name').addEventListener('input', event => say(`Hello ${event.target.value}`))
find('select').addEventListener('change', event => say(event.target.value))

// something with sharp corners and small print, as a card has
const canvas = Object.assign(document.createElement('canvas'), { width: 600, height: 360 })
const pen = canvas.getContext('2d')
for (let i = 0; i < 15 * 9; i++) {
  pen.fillStyle = (i * 7919) % 3 === 0 ? '#102040' : '#e0c080'
  pen.fillRect((i % 15) * 40, Math.floor(i / 15) * 40, 40, 40)
}
canvas.toBlob(blob => (find('#download').href = URL.createObjectURL(blob)))
