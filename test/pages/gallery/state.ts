/** How a state of the page is made. */
import type { AppModel } from '../../../browser/models/app-model.ts'

/** The page in a state. */
export type State = () => AppModel | Promise<AppModel>
