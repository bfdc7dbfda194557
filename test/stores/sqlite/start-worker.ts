import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from '../../support/compile-cache.ts'
import type { WorkerTask } from './worker.ts'

const PROGRAM = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** A running process that is ready and waits for the signal. */
export interface Worker {
  /** Lets it go; resolves what its task resolved. */
  go(): Promise<unknown>
  /** Lets it go, kills it (SIGKILL) after so many lines; resolves all that it had said. */
  killAfter(lines: number): Promise<readonly unknown[]>
  /** Ends it wherever it stands; nothing happens when it has ended. */
  stop(): void
}

export async function startWorker(task: WorkerTask): Promise<Worker> {
  const child = spawn(process.execPath, [PROGRAM, JSON.stringify(task)], {
    env: { ...process.env, ...COMPILE_CACHE },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  const output = createInterface(child.stdout)
  const said: unknown[] = []
  output.on('line', (line) => said.push(JSON.parse(line)))
  // Both: the process has ended, and all that it said has been read.
  const ended = Promise.all([once(child, 'close'), once(output, 'close')])
  await Promise.race([once(output, 'line'), ended])
  if (said[0] !== 'ready') throw new Error(`the worker did not start: ${complaint}`)
  return {
    async go() {
      child.stdin.end('go\n')
      await ended
      if (child.exitCode !== 0) throw new Error(`the worker failed: ${complaint}`)
      return said[1]
    },
    async killAfter(lines) {
      output.on('line', () => {
        if (said.length > lines) child.kill('SIGKILL')
      })
      child.stdin.end('go\n')
      await ended
      if (child.signalCode !== 'SIGKILL') throw new Error(`the worker failed: ${complaint}`)
      return said.slice(1)
    },
    stop: () => void child.kill('SIGKILL'),
  }
}

/** Starts all workers, waits until every one is ready, and lets them go together. */
export async function runTogether<T>(tasks: readonly WorkerTask[]): Promise<readonly T[]> {
  const started = await Promise.allSettled(tasks.map(startWorker))
  const workers = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  try {
    for (const each of started) if (each.status === 'rejected') throw each.reason
    const results = await Promise.all(workers.map(async (worker) => worker.go()))
    return results.flat() as T[]
  } finally {
    // When one has failed the others may wait for a signal that never comes.
    for (const worker of workers) worker.stop()
  }
}
