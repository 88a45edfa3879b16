/** The models that work with cards, loaded when a card or the Build page is first needed, or nothing else is to be done. */
export { createBuildModel } from './build-model.ts'
export { readDropped } from './dropped-picture.ts'
export { createLoginModel } from './login-model.ts'
