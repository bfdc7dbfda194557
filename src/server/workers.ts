import cluster, { type Worker } from 'node:cluster'
import type { Logger } from 'pino'
import { closeWhatIsHanded } from './handed-connections.ts'

/*
 * Several processes on one machine: the primary listens and hands each connection to one of its workers
 * in turn; the workers are the very server, and share nothing but the store. The primary answers no
 * request and holds no key that it would use.
 */

/** What a worker sends when it answers requests. */
const READY = 'ready'

/** Milliseconds of work after which a worker's end is an accident, and no sign that all will end so. */
const STEADY = 10_000
/** Milliseconds before a worker that did not last is replaced: doubled each time, up to the longest. */
const FIRST_DELAY = 100
const LONGEST_DELAY = 10_000
/** Starts in a row that came to nothing, with nobody left who serves, after which it is given up. */
const FAILED_STARTS = 5

export interface WorkersOptions {
  readonly count: number
  /** Seconds that they have for what is under way, before they are cut off. */
  readonly drain: number
  readonly log: Logger
  /** Called once, when all of them answer. */
  readonly onReady: () => void
  /** Called when a signal begins the end. */
  readonly onStop: (signal: NodeJS.Signals) => void
}

interface Member {
  readonly worker: Worker
  readonly since: number
  ready: boolean
  /** It was not ready when SIGHUP came, and may have read what is outdated now. */
  missedHangup: boolean
}

/**
 * Runs workers until SIGTERM or SIGINT, and resolves the exit code when all have ended: 0 when each
 * finished what it had under way.
 *
 * The first one starts alone: it brings a new database up to date, and what keeps it from starting (a
 * wrong option, a store that is away) is told once, by it, and is the end with its exit code. Later a
 * worker that ends is replaced, and nothing is given up as long as any of them serves.
 */
export function superviseWorkers(options: WorkersOptions): Promise<number> {
  const { count, drain, log, onReady, onStop } = options
  const members = new Set<Member>()
  const starts = new Set<NodeJS.Timeout>()
  const { promise, resolve } = Promise.withResolvers<number>()
  let served = false
  let announced = false
  let shortLived = 0
  let failedStarts = 0
  /** Set from when it comes to an end. */
  let exitCode: number | undefined
  let cut: NodeJS.Timeout | undefined

  function start(): void {
    const worker = cluster.fork()
    closeWhatIsHanded(worker)
    const member = { worker, since: performance.now(), ready: false, missedHangup: false }
    members.add(member)
    worker.on('message', (message: unknown) => {
      if (message === READY) becomeReady(member)
    })
    worker.once('exit', (code, signal) => {
      members.delete(member)
      if (exitCode === undefined) replace(member, code, signal)
      else leave(member, code, signal)
    })
  }

  function becomeReady(member: Member): void {
    member.ready = true
    failedStarts = 0
    if (member.missedHangup) member.worker.process.kill('SIGHUP')
    if (!served) for (let further = 1; further < count; further += 1) start()
    served = true
    if (announced || [...members].filter(({ ready }) => ready).length < count) return
    announced = true
    onReady()
  }

  function replace({ worker, ready, since }: Member, code: number | null, signal: string): void {
    const about = { worker: worker.id, pid: worker.process.pid, exitCode: code, signal }
    // What was wrong has been told by it.
    if (!served) {
      if (code === null) log.fatal(about, 'the first worker was ended while it started')
      return stop(code || 1)
    }
    if (!ready) failedStarts += 1
    shortLived = performance.now() - since < STEADY ? shortLived + 1 : 0
    if (failedStarts >= FAILED_STARTS && [...members].every((member) => !member.ready)) {
      log.fatal(about, 'no worker can start: giving up')
      return stop(1)
    }
    const delay = shortLived === 0 ? 0 : Math.min(FIRST_DELAY * 2 ** shortLived, LONGEST_DELAY)
    log.error({ ...about, delay }, 'worker exited; restarting it')
    const timer = setTimeout(() => {
      starts.delete(timer)
      start()
    }, delay)
    starts.add(timer)
  }

  function stop(code: number): void {
    exitCode = code
    starts.forEach(clearTimeout)
    for (const { worker } of members) worker.process.kill('SIGTERM')
    // A worker cuts itself off; one that cannot even do that is not waited for.
    cut = setTimeout(kill, (drain + 1) * 1000)
    if (members.size === 0) end()
  }

  function kill(): void {
    exitCode = exitCode || 1
    for (const { worker } of members) worker.process.kill('SIGKILL')
  }

  function leave({ ready }: Member, code: number | null, signal: string): void {
    // One that was about to start had nothing to finish. Nor had one that ended by the very signal: it is
    // ignored until all is done, and a second one may meet a process that is about to be gone.
    if (ready && code !== 0 && signal !== 'SIGTERM') exitCode = exitCode || 1
    if (members.size === 0) end()
  }

  function end(): void {
    clearTimeout(cut)
    process.off('SIGTERM', signalled).off('SIGINT', signalled).off('SIGHUP', hangUp)
    resolve(exitCode ?? 0)
  }

  function signalled(signal: NodeJS.Signals): void {
    // Said twice: now.
    if (exitCode !== undefined) return kill()
    onStop(signal)
    stop(0)
  }

  function hangUp(): void {
    for (const member of members) {
      if (member.ready) member.worker.process.kill('SIGHUP')
      else member.missedHangup = true
    }
  }

  process.on('SIGTERM', signalled).on('SIGINT', signalled).on('SIGHUP', hangUp)
  start()
  return promise
}

/** Whether this process is one of several, started by a primary. */
export const isWorker = (): boolean => cluster.isWorker

/** What tells a worker's lines in the log from those of the others. */
export const workerLabels = (): Readonly<Record<string, number>> =>
  cluster.worker ? { worker: cluster.worker.id, pid: process.pid } : {}

/**
 * Makes this process a worker, if a primary started it.
 *
 * A terminal sends SIGINT and SIGHUP to the whole group: it is the primary that answers them, and tells
 * its workers SIGTERM. A service manager may tell every process SIGTERM, so that a worker is told twice:
 * the second one must not end what the first has let it finish. Who cuts it off is the primary.
 */
export function becomeWorker(): void {
  if (!cluster.isWorker) return
  process.on('SIGINT', ignore).on('SIGHUP', ignore).on('SIGTERM', ignore)
}

/** Tells the primary that this worker answers requests. */
export function tellReady(): void {
  cluster.worker?.send(READY)
}

const ignore = (): void => {}
