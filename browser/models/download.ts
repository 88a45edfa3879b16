/** A file the page has made. */

/** A file ready to be saved. */
export interface Download {
  readonly href: string
  readonly fileName: string
}
