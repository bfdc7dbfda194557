import { relative } from 'node:path'
import Mocha, { type MochaOptions, type Runner } from 'mocha'

const { EVENT_HOOK_END, EVENT_RUN_END, EVENT_TEST_END, EVENT_TEST_FAIL } = Mocha.Runner.constants

/** How many of the files that took longest are named in the end. */
const SLOWEST = 10

/** What the events of both modes have in common: in parallel mode they are copies without a prototype. */
interface Ran {
  readonly file?: string
  readonly parent?: { readonly file?: string }
  readonly duration?: number
  readonly state?: string
  readonly pending?: boolean
}

interface FileRun {
  tests: number
  failures: number
  /** Milliseconds, hooks included. */
  duration: number
}

/**
 * A line for each file that has ended (which, how many of how many, how long), failures as they come, and in the end
 * the files that took longest. In parallel mode a file's events come together when it has ended.
 */
class ProgressReporter extends Mocha.reporters.Base {
  readonly #files = new Map<string, FileRun>()
  readonly #count: number
  #current: string | undefined
  #ended = 0

  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options)
    const further = options.reporterOptions as { files?: string } | undefined
    this.#count = Number(further?.files ?? 0)
    runner.on(EVENT_TEST_END, (test: Ran) => {
      const run = this.#add(test)
      if (run) run.tests += 1
    })
    runner.on(EVENT_HOOK_END, (hook: Ran) => {
      this.#add(hook)
    })
    runner.on(EVENT_TEST_FAIL, (test: Ran & { fullTitle(): string }, error: Error) => {
      const run = this.#add({ ...fileOf(test), duration: 0 })
      if (run) run.failures += 1
      console.log(`  FAILED  ${test.fullTitle()}: ${error.message}`)
    })
    runner.on(EVENT_RUN_END, () => {
      this.#end()
      this.#tellSlowest()
      this.epilogue()
      // mocha's own --fail-zero counts each file in which nothing has the name that was asked for.
      if (this.#files.size === 0) {
        console.log('No test has such a name.')
        runner.failures += 1
      }
    })
  }

  #add(ran: Ran): FileRun | undefined {
    const { file } = fileOf(ran)
    if (file === undefined) return undefined
    if (file !== this.#current) {
      this.#end()
      this.#current = file
      // Parallel: all of its events come in this turn of the loop.
      if ((this.runner as { isParallelMode?(): boolean }).isParallelMode?.() === true) {
        setImmediate(() => {
          this.#end()
        })
      }
    }
    let run = this.#files.get(file)
    if (!run) this.#files.set(file, (run = { tests: 0, failures: 0, duration: 0 }))
    run.duration += ran.duration ?? 0
    return run
  }

  #end(): void {
    const file = this.#current
    const run = file === undefined ? undefined : this.#files.get(file)
    this.#current = undefined
    if (file === undefined || !run) return
    this.#ended += 1
    const place = this.#count > 0 ? `${this.#ended}/${this.#count}` : String(this.#ended)
    const failed = run.failures > 0 ? `, ${run.failures} FAILED` : ''
    const took = `${run.tests} tests${failed}, ${seconds(run.duration)}`
    console.log(`${place.padStart(7)}  ${relative('.', file)}  (${took})`)
  }

  #tellSlowest(): void {
    const slowest = [...this.#files].toSorted(([, one], [, other]) => other.duration - one.duration)
    console.log('\nThe files that took longest:')
    for (const [file, { duration }] of slowest.slice(0, SLOWEST)) {
      console.log(`  ${seconds(duration).padStart(7)}  ${relative('.', file)}`)
    }
  }
}

const fileOf = ({ file, parent }: Ran): { file?: string } => {
  const own = file ?? parent?.file
  return own === undefined ? {} : { file: own }
}

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`

// mocha requires reporters, and takes what the module is.
export { ProgressReporter as 'module.exports' }
