/** A picture dragged or pasted anywhere on the page goes to the model. */
import { useEffect } from 'preact/hooks'
import type { AppModel } from '../models/app-model.ts'

export function useDrop(app: AppModel): void {
  useEffect(() => {
    // each element on the way tells when something enters and leaves it: only the sum says whether it is over the page
    let depth = 0
    const setDepth = (next: number): void => {
      depth = Math.max(0, next)
      app.dragOver(depth > 0)
    }
    const onEnter = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setDepth(depth + 1)
    }
    const onOver = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
    }
    const onLeave = (event: DragEvent): void => {
      if (hasFiles(event)) setDepth(depth - 1)
    }
    const onDrop = (event: DragEvent): void => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setDepth(0)
      take(event.dataTransfer?.files)
    }
    const onPaste = (event: ClipboardEvent): void => {
      if ((event.clipboardData?.files.length ?? 0) === 0) return
      event.preventDefault()
      take(event.clipboardData?.files)
    }
    const take = (files: FileList | undefined): void => {
      const [file] = files ?? []
      if (file !== undefined) app.drop(file)
    }
    const listeners = [
      ['dragenter', onEnter],
      ['dragover', onOver],
      ['dragleave', onLeave],
      ['drop', onDrop],
      ['paste', onPaste]
    ] as const
    for (const [type, listener] of listeners) addEventListener(type, listener as EventListener)
    return () => {
      for (const [type, listener] of listeners) removeEventListener(type, listener as EventListener)
    }
  }, [app])
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}
