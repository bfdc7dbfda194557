import { cpSync, existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { temporaryFolder } from '../support/temporary-folder.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

interface Run {
  readonly status: number | null
  readonly said: string
  readonly told: string
}

interface Checkout {
  readonly root: string
  readonly write: (source: string) => void
  readonly run: (file?: string) => Run
}

describe('the program of a checkout', () => {
  const folder = temporaryFolder()

  /** A checkout whose program is one line. */
  function checkout(): Checkout {
    const root = folder()
    cpSync(join(ROOT, 'build'), join(root, 'build'), { recursive: true })
    for (const file of ['package.json', 'package-lock.json', 'tsconfig.json'])
      cpSync(join(ROOT, file), join(root, file))
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
    mkdirSync(join(root, 'src/cli'), { recursive: true })
    cpSync(join(ROOT, 'src/tsconfig.json'), join(root, 'src/tsconfig.json'))
    let changes = 0
    return {
      root,
      write(source) {
        const file = join(root, 'src/cli/main.ts')
        writeFileSync(file, source)
        // Later than what was compiled, whatever a file system's clock can tell apart.
        changes += 1
        const later = new Date(Date.now() + changes * 1000)
        if (changes > 1) utimesSync(file, later, later)
      },
      run(file = 'build/run.js') {
        const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, file), 'a', 'b'])
        return { status, said: String(stdout), told: String(stderr) }
      },
    }
  }

  const PRINTS = 'process.stdout.write(`${process.argv.slice(2).join()} ${1 as number}`)\n'

  it('is compiled where it never was, and then no more', () => {
    const { write, run } = checkout()
    write(PRINTS)
    const first = run()
    expect(first).to.include({ status: 0, said: 'a,b 1' })
    expect(first.told).to.match(/Compiling/)
    expect(run()).to.deep.equal({ status: 0, said: 'a,b 1', told: '' })
  })

  it('is never older than its source', () => {
    const { write, run } = checkout()
    write(PRINTS)
    run()
    write(PRINTS.replace('1 as', '2 as'))
    expect(run()).to.include({ status: 0, said: 'a,b 2' })
  })

  it('does not run where its source is wrong, nor the next time', () => {
    const { write, run } = checkout()
    write(PRINTS)
    run()
    write('const text: string = 1\nprocess.stdout.write(text)\n')
    for (const time of ['first', 'second']) {
      const { status, said, told } = run()
      expect({ status, said }, time).to.deep.equal({ status: 1, said: '' })
      expect(told).to.match(/main\.ts.*TS2322/)
    }
  })

  it('is compiled at the end of npm ci', () => {
    const { root, write, run } = checkout()
    write(PRINTS)
    expect(run('build/prepare.js')).to.include({ status: 0, said: '' })
    expect(existsSync(join(root, 'dist/cli/main.js'))).to.equal(true)
  })
})
