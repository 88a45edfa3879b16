/** The photo: from the camera or a file, cut by a frame. */
import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import { Icon } from '../../icons/icon.tsx'
import { Image, Video } from '../../icons/icons.ts'
import type { BuildModel } from '../../models/build-model.ts'
import { words } from '../../text/words.ts'
import { FileButton } from '../file-button.tsx'
import { ProblemNote } from '../problem-note.tsx'
import { useFocusKept } from '../use-focus-kept.ts'
import { VideoTile } from '../video-tile.tsx'
import { CropFrame } from './crop-frame.tsx'

export function PhotoField({ model }: { readonly model: BuildModel }): VNode {
  const picture = model.picture.value
  const problem = model.problems.value.picture
  const area = useRef<HTMLDivElement>(null)
  useFocusKept(area, picture.kind, '[tabindex], button')
  return (
    <div ref={area} class="photo-field" role="group" aria-label={words.build.photo}>
      {(picture.kind === 'none' || picture.kind === 'done') && (
        <div class="photo-row">
          <PhotoPrint url={picture.kind === 'done' ? picture.url : undefined} />
          <div class="photo-buttons">
            <button type="button" class="button small" onClick={() => model.useCamera()}>
              <Icon of={Video} />
              {words.build.useCamera}
            </button>
            <FileButton onFile={file => model.choosePhoto(file)}>
              <Icon of={Image} />
              {words.build.choosePhoto}
            </FileButton>
          </div>
        </div>
      )}
      {picture.kind === 'camera' && (
        <>
          <div class="photo-camera">
            <VideoTile picture={picture.stream} isMirrored={true} />
            {picture.stream === undefined && <p role="status">{words.build.cameraStarting}</p>}
          </div>
          <div class="button-row">
            <button
              type="button"
              class="button first small"
              aria-disabled={picture.stream === undefined ? 'true' : undefined}
              onClick={() => {
                if (picture.stream !== undefined) model.takePhoto()
              }}
            >
              {words.build.takePhoto}
            </button>
            <button type="button" class="button small" onClick={() => model.cancelPicture()}>
              {words.build.cancel}
            </button>
          </div>
        </>
      )}
      {picture.kind === 'crop' && (
        <>
          <CropFrame picture={picture} onChange={frame => model.setFrame(frame)} />
          <div class="button-row">
            <button type="button" class="button first small" onClick={() => model.keepCrop()}>
              {words.build.keepCrop}
            </button>
            <button type="button" class="button small" onClick={() => model.cancelPicture()}>
              {words.build.cancel}
            </button>
          </div>
        </>
      )}
      {problem !== undefined && <ProblemNote problem={problem} isAlert={true} />}
    </div>
  )
}

function PhotoPrint({ url }: { url: string | undefined }): VNode {
  if (url !== undefined) return <img class="photo-print" src={url} alt={words.build.photo} />
  return (
    <svg class="photo-print" viewBox="0 0 96 96" role="img" aria-label={words.build.noPhoto}>
      <path class="photo-ground" d="M0 0h96v96H0Z" />
      <path class="photo-figure" d="M48 20a18 18 0 1 1 0 37 18 18 0 0 1 0-37ZM14 96a34 32 0 0 1 68 0Z" />
    </svg>
  )
}
