import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { StepUpEvent } from '../../src/audit/events.ts'
import type { Instant } from '../../src/kernel/instant.ts'
import { createAuditTrail } from './audit-trail.ts'
import type { TestServer } from './test-server.ts'

const PROGRAM = fileURLToPath(new URL('./serve-in-process.ts', import.meta.url))

/** What the process is told at its start. */
export interface ProcessTask {
  readonly folder: string
  readonly issuer: string
  readonly now: Instant
}

/** What it is told and tells while it runs. */
export interface ClockMessage {
  readonly now: Instant
}
export interface ReadyMessage {
  readonly url: string
}

/** Another node: a process of its own on the same file, with the same keys and the same issuer. */
export interface ServerProcess {
  readonly url: string
  /** Sets its clock to that of the first server. */
  followClock(): Promise<void>
  audit(): readonly StepUpEvent[]
  close(): Promise<void>
}

export async function openServerProcess(first: TestServer): Promise<ServerProcess> {
  const { issuer, development } = first.configuration
  const task: ProcessTask = { folder: development?.dataDir ?? '', issuer, now: first.now() }
  const child = fork(PROGRAM, [JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const trail = createAuditTrail()
  if (!child.stdout) throw new Error('the process has no output')
  const output = createInterface(child.stdout).on('line', trail.write)
  // Both: the process has ended, and all that it said has been read.
  const ended = Promise.all([once(child, 'exit'), once(output, 'close')])
  const message = await Promise.race([once(child, 'message'), ended.then(() => [])])
  const [ready] = message as [ReadyMessage?]
  if (!ready) throw new Error('the process did not start')
  return {
    url: ready.url,
    async followClock() {
      const followed = once(child, 'message')
      child.send({ now: first.now() } satisfies ClockMessage)
      await followed
    },
    audit: () => trail.events(),
    async close() {
      child.disconnect()
      await ended
    },
  }
}
