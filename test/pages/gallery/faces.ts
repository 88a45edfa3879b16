/** Drawn people, as photos and as live pictures, so that pages can be looked at without anybody's camera. */

/** How somebody looks. */
export interface Looks {
  readonly skin: string
  readonly hair: string
  readonly shirt: string
  readonly wall: string
  readonly style: 'long' | 'short' | 'round' | 'scarf' | 'bald'
  readonly hasBeard?: boolean
  readonly hasGlasses?: boolean
}

export const PEOPLE = {
  asha: { skin: '#b9774a', hair: '#1b1416', shirt: '#7e3a63', wall: '#4d4862', style: 'long' },
  tomas: {
    skin: '#f0c6a5',
    hair: '#8f4a2a',
    shirt: '#3c5c83',
    wall: '#41586a',
    style: 'short',
    hasBeard: true,
    hasGlasses: true
  },
  amara: { skin: '#6d4530', hair: '#15100e', shirt: '#2f8286', wall: '#5b4a55', style: 'round' },
  noor: { skin: '#d3a074', hair: '#6f6cab', shirt: '#57508c', wall: '#6e7f92', style: 'scarf' },
  mei: { skin: '#f0d0ae', hair: '#221d20', shirt: '#b8aa8d', wall: '#52476b', style: 'long' },
  yusuf: { skin: '#c68f5f', hair: '#8d9096', shirt: '#55463d', wall: '#7a6d68', style: 'bald' }
} as const satisfies Record<string, Looks>

/** A live picture: the same face, nodding a little. */
export function liveFace(looks: Looks, width = 640, height = 480): MediaStream {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = contextOf(canvas)
  let turn = 0
  const paint = (): void => drawFace(context, looks, width, height, Math.sin(turn++ / 8) * 2)
  paint()
  setInterval(paint, 150)
  return canvas.captureStream(8)
}

/** A square photo. */
export async function photoOf(looks: Looks, sidePx = 512): Promise<Blob> {
  const canvas = new OffscreenCanvas(sidePx, sidePx)
  drawFace(contextOf(canvas), looks, sidePx, sidePx, 0)
  return canvas.convertToBlob({ type: 'image/png' })
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

function contextOf(canvas: HTMLCanvasElement | OffscreenCanvas): Context {
  const context = canvas instanceof OffscreenCanvas ? canvas.getContext('2d') : canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  return context
}

/** Paints one moment of a face that nods by so many pixels. */
export function drawFace(context: Context, looks: Looks, width: number, height: number, nod: number): void {
  const unit = Math.min(width, height) / 100
  context.fillStyle = looks.wall
  context.fillRect(0, 0, width, height)
  context.fillStyle = 'rgb(255 255 255 / .1)'
  context.fillRect(width * 0.06, height * 0.12, width * 0.16, height * 0.3)
  context.fillStyle = 'rgb(0 0 0 / .16)'
  context.fillRect(width * 0.72, height * 0.2, width * 0.2, height * 0.03)
  context.save()
  context.translate(width / 2, height / 2 + nod)
  context.scale(unit, unit)
  const { style } = looks
  if (style === 'long') oval(context, 0, 4, 26, 38, looks.hair)
  if (style === 'round') oval(context, 0, -18, 33, 30, looks.hair)
  if (style === 'scarf') oval(context, 0, 2, 29, 40, looks.hair)
  oval(context, 0, 58, 40, 28, looks.shirt)
  context.fillStyle = shade(looks.skin)
  context.fillRect(-8, 16, 16, 18)
  oval(context, 0, 32, 8, 6, shade(looks.skin))
  oval(context, 0, -4, 18, 25, looks.skin)
  if (style === 'scarf') {
    context.lineWidth = 7
    context.strokeStyle = looks.hair
    context.beginPath()
    context.ellipse(0, -3, 19.5, 26, 0, 0, Math.PI * 2)
    context.stroke()
  }
  if (style === 'short' || style === 'long' || style === 'round') cap(context, looks.hair)
  if (looks.hasBeard === true) {
    context.fillStyle = looks.hair
    context.beginPath()
    context.ellipse(0, 6, 17.5, 18, 0, 0, Math.PI)
    context.fill()
  }
  features(context, looks)
  context.restore()
}

function features(context: Context, looks: Looks): void {
  for (const x of [-7.5, 7.5]) {
    oval(context, x, -5, 1.9, 2.3, '#1c1418')
    context.strokeStyle = '#2a1c1c'
    context.lineWidth = 1.5
    context.beginPath()
    context.arc(x, -6, 5, Math.PI * 1.25, Math.PI * 1.75)
    context.stroke()
    if (looks.hasGlasses === true) {
      context.strokeStyle = '#22242f'
      context.beginPath()
      context.arc(x, -5, 5.6, 0, Math.PI * 2)
      context.stroke()
    }
  }
  context.strokeStyle = '#8d3b4a'
  context.lineWidth = 2.2
  context.lineCap = 'round'
  context.beginPath()
  context.arc(0, 5, 6.5, Math.PI * 0.2, Math.PI * 0.8)
  context.stroke()
  context.strokeStyle = shade(looks.skin)
  context.lineWidth = 1.6
  context.beginPath()
  context.moveTo(0, -4)
  context.lineTo(-2, 4)
  context.lineTo(2, 4.5)
  context.stroke()
}

function cap(context: Context, colour: string): void {
  context.fillStyle = colour
  context.beginPath()
  context.ellipse(0, -10, 20, 22, 0, Math.PI, 0)
  context.quadraticCurveTo(8, -18, -4, -19)
  context.quadraticCurveTo(-16, -18, -20, -10)
  context.fill()
}

function oval(context: Context, x: number, y: number, radiusX: number, radiusY: number, colour: string): void {
  context.fillStyle = colour
  context.beginPath()
  context.ellipse(x, y, radiusX, radiusY, 0, 0, Math.PI * 2)
  context.fill()
}

function shade(colour: string): string {
  return `color-mix(in srgb, ${colour} 82%, #2a1410)`
}
