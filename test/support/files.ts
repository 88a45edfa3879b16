/** Files as people handle them: dropped on the page, chosen, downloaded, sent on as JPEG, printed and photographed. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import type { Name, Tab } from './tab.ts'
import { photograph, projectionOnto, type PhotographOptions } from './photograph.ts'

/** A file outside the page. */
export interface LooseFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/**
 * Drags a file from the desktop over a place in the page and lets go. The events come from the browser, not from script.
 *
 * @param where - default: the middle of the page
 * @throws Error when the page does not take it, in which case a browser would leave the page and show the file
 */
export async function dropFile(person: Tab, file: LooseFile, where?: Locator): Promise<void> {
  const { page } = person
  const path = join(person.folder, file.name)
  await writeFile(path, file.bytes)
  const { x, y } = await middleOf(page, where)
  const seen = await page.evaluateHandle(() => {
    const events: DragEvent[] = []
    for (const kind of ['dragover', 'drop'] as const) {
      addEventListener(kind, event => events.push(event), { capture: true, once: true })
    }
    return events
  })
  const session = await person.context.newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data })
  }
  await session.detach()
  const refused = await seen.evaluate(events => {
    const all = ['dragover', 'drop'] as const
    return all.filter(kind => !events.some(event => event.type === kind && event.defaultPrevented))
  })
  await seen.dispose()
  if (refused.length > 0)
    throw new Error(`${person.name} dropped ${file.name}, and the page did not take ${refused.join(' and ')}`)
}

/** Chooses a file: in the field with this label, or in the dialog that the button with this name opens. */
export async function chooseFile(person: Tab, label: Name, file: LooseFile): Promise<void> {
  const { page } = person
  const payload = { name: file.name, mimeType: file.type, buffer: Buffer.from(file.bytes) }
  const field = page.getByLabel(label, { exact: true }).and(page.locator('input[type=file]'))
  const button = page.getByRole('button', { name: label, exact: true })
  await field.or(button).first().waitFor({ state: 'attached' })
  if ((await field.count()) > 0) return field.setInputFiles(payload)
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), person.press(label)])
  await chooser.setFiles(payload)
}

/** Follows a download link (or presses a button) and gives what came. */
export async function download(person: Tab, name: Name, role: 'link' | 'button' = 'link'): Promise<LooseFile> {
  const [arriving] = await Promise.all([person.page.waitForEvent('download'), person.press(name, role)])
  const failure = await arriving.failure()
  if (failure !== null) throw new Error(`${person.name} did not get the file: ${failure}`)
  const bytes = await readFile(await arriving.path())
  const file = arriving.suggestedFilename()
  return { name: file, type: file.endsWith('.png') ? 'image/png' : 'application/octet-stream', bytes }
}

/** The same picture as a messenger sends it on: as JPEG, without anything that was hidden in the PNG. */
export async function asJpeg(person: Tab, picture: LooseFile, { quality = 0.85 } = {}): Promise<LooseFile> {
  const base64 = await atDesk(person, page =>
    page.evaluate(
      async ([source, q]) => {
        const bytes = Uint8Array.from(atob(source), character => character.charCodeAt(0))
        const bitmap = await createImageBitmap(new Blob([bytes]))
        const canvas = document.createElement('canvas')
        canvas.width = bitmap.width
        canvas.height = bitmap.height
        canvas.getContext('2d')?.drawImage(bitmap, 0, 0)
        return canvas.toDataURL('image/jpeg', q).split(',')[1] ?? ''
      },
      [Buffer.from(picture.bytes).toString('base64'), quality] as const
    )
  )
  return { name: picture.name.replace(/\.\w+$/, '.jpg'), type: 'image/jpeg', bytes: Buffer.from(base64, 'base64') }
}

/** A photograph of the printed picture on a desk: at an angle, a little out of focus, noisy, lit from one side. */
export async function asPhotograph(
  person: Tab,
  picture: LooseFile,
  options: Partial<PhotographOptions> = {}
): Promise<LooseFile> {
  const all: PhotographOptions = {
    widthPx: 1600,
    heightPx: 1200,
    blurPx: 1,
    noise: 8,
    seed: 1,
    quality: 0.8,
    corners: [
      [0.14, 0.2],
      [0.83, 0.13],
      [0.88, 0.74],
      [0.1, 0.68]
    ],
    ...options
  }
  const toPicture = projectionOnto(all.corners.map(([x, y]) => [x * all.widthPx, y * all.heightPx] as const))
  const base64 = await atDesk(person, page =>
    page.evaluate(photograph, { base64: Buffer.from(picture.bytes).toString('base64'), toPicture, ...all })
  )
  const name = picture.name.replace(/\.\w+$/, '-photo.jpg')
  return { name, type: 'image/jpeg', bytes: Buffer.from(base64, 'base64') }
}

/** Does something in an empty tab of the person's browser, where no page's policy stands in the way. */
export async function atDesk<T>(person: Tab, work: (page: Page) => Promise<T>): Promise<T> {
  const desk = await person.context.newPage()
  try {
    return await work(desk)
  } finally {
    await desk.close()
  }
}

async function middleOf(page: Page, where?: Locator): Promise<{ x: number; y: number }> {
  const box = where === undefined ? { x: 0, y: 0, ...page.viewportSize() } : await where.boundingBox()
  if (box?.width === undefined || box.height === undefined) throw new Error('there is no such place to drop a file on')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}
