/** An address that leads nowhere in the city. */
import type { VNode } from 'preact'
import { TriangleAlert } from '../../icons/icons.ts'
import { hashOf } from '../../routes.ts'
import type { Problem } from '../../text/problem.ts'
import { words } from '../../text/words.ts'
import { Trouble } from '../trouble.tsx'
import { Sign } from './sign.tsx'

export function UnknownPage({ problem }: { readonly problem: Problem }): VNode {
  return (
    <Sign>
      <Trouble problem={problem} icon={TriangleAlert} heading="h1">
        <a class="button first" href={hashOf({ kind: 'city' })}>
          {words.unknown.goCity}
        </a>
      </Trouble>
    </Sign>
  )
}
