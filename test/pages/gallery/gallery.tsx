/** Shows one state of one page: `?state=NAME`. Not part of the product. */
import { render } from 'preact'
import '../../../browser/styles/page.css'
import { App } from '../../../browser/views/app-view.tsx'
import { calls } from './pretend.ts'
import { cardSheet } from './card-sheet.ts'
import { STATES } from './states.ts'

const name = new URLSearchParams(location.search).get('state') ?? 'city'
const root = document.querySelector('#city')
if (root === null) throw new Error('the gallery has no place to hang things')
Object.assign(globalThis, { calls, states: Object.keys(STATES) })

if (name === 'cards') {
  await cardSheet(root)
} else {
  const state = STATES[name]
  if (state === undefined) throw new Error(`no state ${name}`)
  render(<App model={await state()} />, root)
}
document.documentElement.dataset['ready'] = name
