#!/usr/bin/env node
/** The program `videocity`. */
import { setMaxListeners } from 'node:events'
import '../node/node20.ts'
import { RELAY_CIRCUITS_MAX } from '../protocol/limits.ts'
import { relayCommand } from './commands/relay.ts'
import { processSurroundings } from './output.ts'
import { runCommandLine } from './run.ts'

const surroundings = processSurroundings()
// a failed promise somewhere in the network stack is one lost message, not the end of everybody's city
process.on('unhandledRejection', reason => {
  surroundings.log(`Something failed in the background: ${reason instanceof Error ? reason.stack : String(reason)}`)
})

// the relay gives every circuit to a peer one and the same signal; from eleven on Node would warn of a leak
setMaxListeners(RELAY_CIRCUITS_MAX)

const relay = relayCommand(async config => {
  // loaded only now: help and mistakes are answered at once
  const { createSuperPeer } = await import('../node/index.ts')
  return createSuperPeer(config)
})
const code = await runCommandLine(process.argv.slice(2), [relay], surroundings)
// not `exitCode`: native threads of the network stack would keep the process
process.exit(code)
