/** The words of the language the page speaks. A second language would be chosen here. */
import { english, type Words } from './english.ts'

export const words: Words = english
