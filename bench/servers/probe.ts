import cluster from 'node:cluster'
import { Session, type Profiler } from 'node:inspector'
import { monitorEventLoopDelay } from 'node:perf_hooks'

/*
 * Loaded ahead of a server's program (`--import`): tells the process that measures what this one has
 * used. The program itself knows nothing of it.
 */

/** What a server is asked. `begin` and `end` of a round, `rest`: once its garbage is collected. */
export type Question = 'begin' | 'end' | 'rest'

/** What it answers. */
export interface Usage {
  /** Microseconds of processor since the process began, all its threads. */
  readonly processor: number
  /** Bytes. */
  readonly rss: number
  readonly heap: number
  /** Milliseconds by which the event loop was late since `begin`: at most, and in 99 % of all cases. */
  readonly delay: { readonly p99: number; readonly max: number }
}

/** Asked beside them: from `profile` to `profiled` V8 tells where the time goes. */
const PROFILE = 'profile'
const PROFILED = 'profiled'

/** Where samples were taken, and when: the answer to `profiled`. */
export type Profile = Profiler.Profile

/** Microseconds between two samples. */
const INTERVAL = 250

const RESOLUTION = 5
const delays = monitorEventLoopDelay({ resolution: RESOLUTION })

/** What is told includes the time between two looks. */
const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION)

const isQuestion = (message: unknown): message is Question =>
  message === 'begin' || message === 'end' || message === 'rest'

function answer(question: Question): Usage {
  if (question === 'begin') {
    delays.enable()
    delays.reset()
  }
  if (question === 'rest') globalThis.gc?.()
  const delay = { p99: late(delays.percentile(99)), max: late(delays.max) }
  if (question === 'end') delays.disable()
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed } = process.memoryUsage()
  return { processor: user + system, rss, heap: heapUsed, delay }
}

const profiler = new Session()

function beginProfile(): void {
  profiler.connect()
  profiler.post('Profiler.enable')
  profiler.post('Profiler.setSamplingInterval', { interval: INTERVAL })
  profiler.post('Profiler.start', () => process.send?.(true))
}

function endProfile(): void {
  profiler.post('Profiler.stop', (error, result) => {
    if (error) throw error
    process.send?.(result.profile)
    profiler.disconnect()
  })
}

// A worker is asked nothing; its channel is what keeps it alive, and its primary's to end.
if (process.send && cluster.isPrimary) {
  process.on('message', (question: unknown) => {
    if (isQuestion(question)) process.send?.(answer(question))
    if (question === PROFILE) beginProfile()
    if (question === PROFILED) endProfile()
  })
  // Nobody measures any more: no server is left behind.
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  // The program ends when it has nothing left to do, whoever may still be listening.
  process.channel?.unref()
}
