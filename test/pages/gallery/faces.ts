/** Drawn people, as photos and as live pictures, so that pages can be looked at without anybody's camera. */

type Style = 'long' | 'short' | 'round' | 'scarf' | 'bald'

/** How somebody looks. */
export interface Looks {
  readonly skin: string
  readonly hair: string
  readonly shirt: string
  readonly wall: string
  readonly style: Style
  /** What is seen behind them. */
  readonly room: 'window' | 'plant'
  readonly hasBeard?: boolean
  readonly hasGlasses?: boolean
}

export const PEOPLE = {
  asha: { skin: '#b9774a', hair: '#1b1416', shirt: '#7e3a63', wall: '#4d4862', style: 'long', room: 'window' },
  tomas: {
    skin: '#f0c6a5',
    hair: '#8f4a2a',
    shirt: '#3c5c83',
    wall: '#41586a',
    style: 'short',
    room: 'plant',
    hasBeard: true,
    hasGlasses: true
  },
  amara: { skin: '#6d4530', hair: '#15100e', shirt: '#2f8286', wall: '#5b4a55', style: 'round', room: 'plant' },
  noor: { skin: '#d3a074', hair: '#6f6cab', shirt: '#57508c', wall: '#6e7f92', style: 'scarf', room: 'plant' },
  mei: { skin: '#f0d0ae', hair: '#221d20', shirt: '#b8aa8d', wall: '#52476b', style: 'long', room: 'window' },
  yusuf: { skin: '#c68f5f', hair: '#8d9096', shirt: '#55463d', wall: '#7a6d68', style: 'bald', room: 'window' }
} as const satisfies Record<string, Looks>

/** A live picture: the same face, nodding a little. */
export function liveFace(looks: Looks, width = 640, height = 480): MediaStream {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = contextOf(canvas)
  let turn = 0
  const paint = (): void => drawFace(context, looks, { width, height, nod: Math.sin(turn++ / 8) / 2 })
  paint()
  setInterval(paint, 150)
  return canvas.captureStream(8)
}

/** A square photo. */
export async function photoOf(looks: Looks, sidePx = 512): Promise<Blob> {
  const canvas = new OffscreenCanvas(sidePx, sidePx)
  drawFace(contextOf(canvas), looks, { width: sidePx, height: sidePx, zoom: 1.25 })
  return canvas.convertToBlob({ type: 'image/png' })
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

function contextOf(canvas: HTMLCanvasElement | OffscreenCanvas): Context {
  const context = canvas instanceof OffscreenCanvas ? canvas.getContext('2d') : canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  return context
}

/** How a face is looked at. */
export interface View {
  readonly width: number
  readonly height: number
  /** How far the head is below its place, in hundredths of the shorter side. */
  readonly nod?: number
  /** How close one is. */
  readonly zoom?: number
}

/** Paints somebody in their room. */
export function drawFace(context: Context, looks: Looks, { width, height, nod = 0, zoom = 1 }: View): void {
  const unit = Math.min(width, height) / 100
  context.fillStyle = looks.wall
  context.fillRect(0, 0, width, height)
  context.fillStyle = 'rgb(0 0 0 / .14)'
  context.fillRect(0, height * 0.76, width, height * 0.24)
  context.save()
  context.translate(width / 2, height / 2)
  context.scale(unit, unit)
  if (looks.room === 'window') drawWindow(context)
  else drawPlant(context)
  drawShelf(context, looks.room === 'window' ? 1 : -1)
  context.scale(0.92 * zoom, 0.92 * zoom)
  context.translate(0, 6)
  context.translate(0, nod)
  drawHairBehind(context, looks)
  context.translate(0, -nod)
  drawBody(context, looks)
  context.translate(0, nod)
  drawHead(context, looks)
  context.restore()
}

function drawWindow(context: Context): void {
  context.fillStyle = '#6d6591'
  context.fillRect(-60, -42, 32, 42)
  for (const [x, y] of [
    [-58, -40],
    [-43, -40],
    [-58, -20],
    [-43, -20]
  ] as const) {
    context.fillStyle = '#1f2850'
    context.fillRect(x, y, 13, 18)
  }
  oval(context, -36, -33, 3, 3, '#efe6d2')
  shape(context, '#343f74', [-58, -6], [[-54, -12, -50, -12, -45, -7]], [-45, -2], [-58, -2])
  shape(context, '#343f74', [-43, -7], [[-39, -10, -35, -10, -30, -5]], [-30, -2], [-43, -2])
}

function drawPlant(context: Context): void {
  for (const [x, y, tilt, colour] of [
    [-50, 14, -0.5, '#2f5f58'],
    [-35, 10, 0.45, '#3a7167'],
    [-43, 2, -0.05, '#28544f']
  ] as const) {
    context.fillStyle = colour
    context.beginPath()
    context.ellipse(x, y, 6.5, 18, tilt, 0, Math.PI * 2)
    context.fill()
  }
  shape(context, '#9b6a4c', [-52, 30], [], [-33, 30], [-36, 50], [-49, 50])
}

/** On the right, or by -1 a picture on the wall in its place. */
function drawShelf(context: Context, kind: 1 | -1): void {
  if (kind === -1) {
    context.fillStyle = '#d8cdb4'
    context.fillRect(28, -40, 28, 24)
    context.fillStyle = '#5d7d96'
    context.fillRect(30, -38, 24, 20)
    shape(context, '#e9d9b0', [30, -24], [[36, -30, 44, -30, 54, -22]], [54, -18], [30, -18])
    return
  }
  for (const [top, books] of [
    [-24, ['#a4566a', '#d1b273', '#5f83a1', '#a4566a']],
    [2, ['#6c9486', '#8c78a8', '#d1b273']]
  ] as const) {
    for (const [i, colour] of books.entries()) {
      context.fillStyle = colour
      context.fillRect(31 + i * 5.5, top - 14 + (i % 2) * 2.5, 4.5, 14 - (i % 2) * 2.5)
    }
    context.fillStyle = 'rgb(20 16 36 / .5)'
    context.fillRect(28, top, 36, 2.5)
  }
}

function drawHairBehind(context: Context, { style, hair }: Looks): void {
  if (style === 'long') {
    shape(
      context,
      hair,
      [-22, -8],
      [
        [-24, -30, -12, -38, 0, -38],
        [12, -38, 24, -30, 22, -8],
        [23, 10, 27, 24, 25, 36],
        [12, 42, -12, 42, -25, 36],
        [-27, 24, -23, 10, -22, -8]
      ]
    )
  }
  if (style === 'round') oval(context, 0, -16, 30, 28, hair)
  if (style === 'scarf') oval(context, 0, 0, 26, 38, hair)
}

function drawBody(context: Context, looks: Looks): void {
  const shoulders = [
    [-45, 46, -26, 38, -9, 31],
    [-4, 35, 4, 35, 9, 31],
    [26, 38, 45, 46, 46, 72]
  ] as const
  shape(context, looks.shirt, [-46, 72], shoulders)
  context.save()
  context.clip()
  context.fillStyle = 'rgb(0 0 0 / .1)'
  context.fillRect(0, 30, 46, 42)
  context.restore()
  context.fillStyle = shade(looks.skin)
  context.fillRect(-8, 10, 16, 22)
  oval(context, 0, 32, 8, 6.5, shade(looks.skin))
  if (looks.style === 'short') {
    shape(context, '#e8e2d2', [-9, 29], [], [-15, 35], [-7, 46], [0, 38])
    shape(context, '#d3cbb8', [9, 29], [], [15, 35], [7, 46], [0, 38])
  }
  if (looks.style === 'scarf') {
    shape(
      context,
      looks.hair,
      [-22, 6],
      [
        [-12, 26, 12, 26, 22, 6],
        [25, 22, 32, 34, 22, 41],
        [9, 48, -9, 48, -22, 41],
        [-32, 34, -25, 22, -22, 6]
      ]
    )
  }
  if (looks.style !== 'long' && looks.style !== 'round') return
  context.lineWidth = 3
  context.strokeStyle = '#e6d3a6'
  context.beginPath()
  context.moveTo(-9.5, 30)
  context.quadraticCurveTo(-6, 39, 0, 42)
  context.quadraticCurveTo(6, 39, 9.5, 30)
  context.stroke()
}

const HEAD = [
  [-18, 8, -11, 21, 0, 21],
  [11, 21, 18, 8, 18, -10],
  [18, -25, 10, -31, 0, -31],
  [-10, -31, -18, -25, -18, -10]
] as const

/** What falls over the forehead. */
const HAIR: Partial<Record<Style, readonly Curve[]>> = {
  long: [
    [-22, -26, -11, -35, 2, -35],
    [15, -34, 22, -26, 19.5, -4],
    [18, -13, 12, -20, 5, -24],
    [-2, -17, -15, -15, -19.5, -4]
  ],
  short: [
    [-22, -28, -9, -37, 4, -35.5],
    [16, -34, 22, -26, 19.5, -4],
    [18, -13, 16, -18, 12, -21],
    [2, -16.5, -9, -17, -14, -20],
    [-17, -16, -18, -12, -19.5, -4]
  ],
  round: [
    [-22, -28, -10, -36, 0, -36],
    [10, -36, 22, -28, 19.5, -4],
    [18, -19, 9, -24, 0, -24],
    [-9, -24, -18, -19, -19.5, -4]
  ]
}

function drawHead(context: Context, looks: Looks): void {
  const { style, hair, skin } = looks
  if (style !== 'scarf') for (const x of [-18, 18]) oval(context, x, -3, 3.6, 5, x < 0 ? skin : shade(skin))
  shape(context, skin, [-18, -10], HEAD)
  context.save()
  context.clip()
  shape(context, 'rgb(70 20 10 / .1)', [6, -32], [[16, -14, 15, 6, 4, 22]], [20, 22], [20, -32])
  context.restore()
  if (looks.hasBeard === true) {
    shape(
      context,
      hair,
      [-18.2, -6],
      [
        [-18, 10, -12, 24, 0, 24],
        [12, 24, 18, 10, 18.2, -6],
        [16, 2, 12, 5, 7, 4.5],
        [3, 3, -3, 3, -7, 4.5],
        [-12, 5, -16, 2, -18.2, -6]
      ]
    )
    oval(context, 0, 10.5, 7, 3.8, skin)
  }
  const falls = HAIR[style]
  if (falls !== undefined) shape(context, hair, [-19.5, -4], falls)
  if (style === 'scarf') {
    context.lineWidth = 7
    context.strokeStyle = hair
    context.beginPath()
    context.ellipse(0, -5, 20, 27, 0, 0, Math.PI * 2)
    context.stroke()
  }
  if (style === 'long' || style === 'round') for (const x of [-18.5, 18.5]) oval(context, x, 4, 1.5, 1.5, '#ecdcae')
  drawFeatures(context, looks)
}

function drawFeatures(context: Context, looks: Looks): void {
  context.lineCap = 'round'
  for (const x of [-7.2, 7.2]) {
    oval(context, x, -5.5, 1.8, 2.3, '#1c1418')
    oval(context, x + 0.6, -6.4, 0.6, 0.6, '#fff')
    line(context, '#2a1c1c', 1.5, [x - 3.8, -11.5], [x, -14.2, x + 3.8, -11.5])
    if (looks.hasGlasses !== true) continue
    context.strokeStyle = '#22242f'
    context.lineWidth = 1.3
    context.beginPath()
    context.arc(x, -5.5, 5.6, 0, Math.PI * 2)
    context.stroke()
    line(context, '#22242f', 1.3, [x * 1.78, -6.5], [x * 2.1, -7.5, x * 2.4, -7.5])
  }
  if (looks.hasGlasses === true) line(context, '#22242f', 1.3, [-1.7, -6], [0, -7, 1.7, -6])
  line(context, shade(shade(looks.skin)), 1.2, [0.6, -3.5], [-1.6, 1.2, -2, 2.4])
  line(context, shade(shade(looks.skin)), 1.2, [-2, 2.4], [-0.5, 3.6, 1.4, 2.8])
  if (looks.hasBeard === true) return line(context, '#8d3b4a', 1.5, [-4, 9.8], [0, 12.8, 4, 9.8])
  shape(
    context,
    '#6b1f30',
    [-6.2, 8.4],
    [
      [-3, 10, 3, 10, 6.2, 8.4],
      [5, 15, -5, 15, -6.2, 8.4]
    ]
  )
  shape(context, '#fdf8f0', [-5.4, 8.9], [[-3, 10, 3, 10, 5.4, 8.9]], [4.6, 10.6], [-4.6, 10.6])
}

type Point = readonly [number, number]
/** Two control points and where it ends. */
type Curve = readonly [number, number, number, number, number, number]

/** Fills what curves, and then straight lines, go around. */
function shape(context: Context, colour: string, from: Point, curves: readonly Curve[], ...corners: Point[]): void {
  context.fillStyle = colour
  context.beginPath()
  context.moveTo(...from)
  for (const curve of curves) context.bezierCurveTo(...curve)
  for (const corner of corners) context.lineTo(...corner)
  context.closePath()
  context.fill()
}

function line(
  context: Context,
  colour: string,
  thickness: number,
  from: Point,
  bend: readonly [number, number, number, number]
): void {
  context.strokeStyle = colour
  context.lineWidth = thickness
  context.beginPath()
  context.moveTo(...from)
  context.quadraticCurveTo(...bend)
  context.stroke()
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
