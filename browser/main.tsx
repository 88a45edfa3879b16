/** Opens the page. */
import { openPage } from './app.tsx'
import './styles/page.css'

// browsers of 2024 and Safari have no such symbol yet; models are given back by it
if (Symbol.dispose === undefined) Object.defineProperty(Symbol, 'dispose', { value: Symbol('Symbol.dispose') })

const root = document.querySelector('#city')
if (root !== null) openPage(root)
