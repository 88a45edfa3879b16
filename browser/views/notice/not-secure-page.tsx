/** The page came over plain http from another computer: why nothing works there, and which address does. */
import type { VNode } from 'preact'
import { words } from '../../text/words.ts'
import { Sign } from './sign.tsx'

export interface NotSecurePageProps {
  readonly httpsAddress: string | undefined
  readonly command: string
}

export function NotSecurePage({ httpsAddress, command }: NotSecurePageProps): VNode {
  return (
    <Sign>
      <div class="sign-words">
        <h1 tabIndex={-1}>{words.notSecure.title}</h1>
        <p>{words.notSecure.why}</p>
        {httpsAddress === undefined ? (
          <>
            <p>{words.notSecure.ask}</p>
            <p>
              <code class="command">{command}</code>
            </p>
          </>
        ) : (
          <>
            <h2>{words.notSecure.use}</h2>
            <p>
              <a class="address" href={httpsAddress}>
                {httpsAddress}
              </a>
            </p>
            <p class="small soft">{words.notSecure.warning}</p>
          </>
        )}
      </div>
    </Sign>
  )
}
