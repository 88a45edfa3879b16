/** Addresses of things that exist only in this page: pictures to show, files to save. Each is given back by whoever made it. */

/** Addresses of blobs. */
export interface ObjectUrls {
  make(blob: Blob): string
  revoke(url: string): void
}

/** The browser's blob addresses. */
export const browserObjectUrls: ObjectUrls = {
  make: blob => URL.createObjectURL(blob),
  revoke: url => URL.revokeObjectURL(url)
}
