/** The one place where a stream meets the page: picture without sound, sound without picture, both by `srcObject`. */
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

export interface VideoTileProps {
  readonly picture: MediaStream | undefined
  readonly sound?: MediaStream | undefined
  /** One's own picture is shown as in a mirror. */
  readonly isMirrored?: boolean
  /** For `setSinkId`; empty means the default. */
  readonly speakerId?: string
  /** A change asks to play again, after somebody pressed something. */
  readonly playRequest?: number
  /** Whether the browser refuses to play the sound. */
  readonly onPlayback?: (isBlocked: boolean) => void
}

export function VideoTile({ picture, sound, isMirrored = false, ...rest }: VideoTileProps): VNode {
  return (
    <>
      {picture !== undefined && <Picture stream={picture} isMirrored={isMirrored} />}
      {sound !== undefined && <Sound stream={sound} {...rest} />}
    </>
  )
}

function Picture({ stream, isMirrored }: { stream: MediaStream; isMirrored: boolean }): VNode {
  const ref = useRef<HTMLVideoElement>(null)
  useEffect(() => attach(ref.current, stream), [stream])
  return <video ref={ref} class={isMirrored ? 'picture mirrored' : 'picture'} autoplay playsinline muted />
}

type SoundProps = Pick<VideoTileProps, 'speakerId' | 'playRequest' | 'onPlayback'> & { stream: MediaStream }

function Sound({ stream, speakerId = '', playRequest = 0, onPlayback }: SoundProps): VNode {
  const ref = useRef<HTMLAudioElement>(null)
  useEffect(() => attach(ref.current, stream), [stream])
  useEffect(() => {
    const element = ref.current
    // browsers that offer no choice of speakers have no setSinkId
    if (element === null || !('setSinkId' in element) || element.sinkId === speakerId) return
    // a speaker that is gone falls back to the default, which is always there
    element
      .setSinkId(speakerId)
      .catch(() => element.setSinkId(''))
      .catch(() => undefined)
  }, [speakerId])
  useEffect(() => {
    let isOver = false
    const tell = (isBlocked: boolean): void => {
      if (!isOver) onPlayback?.(isBlocked)
    }
    ref.current?.play().then(
      () => tell(false),
      // every other refusal (a stream that ended, a newer play) is no one's to mend by pressing
      (error: unknown) => tell(error instanceof Error && error.name === 'NotAllowedError')
    )
    return () => {
      isOver = true
      onPlayback?.(false)
    }
  }, [stream, playRequest])
  return <audio ref={ref} autoplay />
}

function attach(element: HTMLMediaElement | null, stream: MediaStream): (() => void) | undefined {
  if (element === null) return undefined
  element.srcObject = stream
  return () => {
    element.srcObject = null
  }
}
