import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
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
        const { status, stdout, stderr } = spawnSync(process.execPath, [
          '--disable-warning=ExperimentalWarning',
          join(root, file),
          'a',
          'b',
        ])
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

  it('is compiled anew where a source was replaced by an older one, or taken away', () => {
    const { root, write, run } = checkout()
    write(PRINTS)
    writeFileSync(join(root, 'src/other.ts'), 'export const other = 1\n')
    run()
    write(PRINTS.replace('1 as', '3 as'))
    const before = new Date(Date.now() - 3_600_000)
    utimesSync(join(root, 'src/cli/main.ts'), before, before)
    rmSync(join(root, 'src/other.ts'))
    expect(run()).to.include({ status: 0, said: 'a,b 3' })
    expect(existsSync(join(root, 'dist/other.js'))).to.equal(false)
    expect(readdirSync(root).filter((name) => name.startsWith('dist'))).to.deep.equal(['dist'])
  })

  it('keeps what was compiled for who runs from it, where its source is wrong now', () => {
    const { root, write, run } = checkout()
    write(PRINTS)
    run()
    write('const text: string = 1\n')
    run()
    expect(existsSync(join(root, 'dist/cli/main.js'))).to.equal(true)
    write(PRINTS)
    expect(run()).to.include({ status: 0, said: 'a,b 1' })
  })

  it('runs as it stands where there is no compiler, and says so', () => {
    const { root, write, run } = checkout()
    write(PRINTS)
    rmSync(join(root, 'node_modules'))
    expect(run('build/prepare.js')).to.include({ status: 0, said: '' })
    const { status, said, told } = run()
    expect({ status, said }).to.deep.equal({ status: 0, said: 'a,b 1' })
    expect(told).to.match(/^TypeScript, .* not installed/)
    expect(run('build/build.js').status).to.equal(1)
  })

  it('does not keep npm ci from its end where its source is wrong', () => {
    const { write, run } = checkout()
    write('const text: string = 1\n')
    expect(run('build/prepare.js').status).to.equal(0)
    expect(run('build/build.js').status).to.equal(1)
  })

  it('is compiled at the end of npm ci', () => {
    const { root, write, run } = checkout()
    write(PRINTS)
    expect(run('build/prepare.js')).to.include({ status: 0, said: '' })
    expect(existsSync(join(root, 'dist/cli/main.js'))).to.equal(true)

    // And npm runs it. It is to fetch nothing: what it installs is here, and what it runs says so.
    rmSync(join(root, 'node_modules'))
    rmSync(join(root, 'package-lock.json'))
    mkdirSync(join(root, 'needed'))
    writeFileSync(join(root, 'needed/package.json'), '{"name":"needed","version":"1.0.0"}')
    writeFileSync(
      join(root, 'build/prepare.js'),
      "import { appendFileSync } from 'node:fs'\nappendFileSync('run', 'once ')",
    )
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object }
    const manifest = { name: 'here', version: '1.0.0', type: 'module', scripts }
    const dependencies = { needed: 'file:needed' }
    writeFileSync(join(root, 'package.json'), JSON.stringify({ ...manifest, dependencies }))
    for (const command of ['install', 'ci']) {
      const options = ['--offline', '--no-audit', '--no-update-notifier']
      const installed = spawnSync('npm', [command, ...options], { cwd: root, encoding: 'utf8' })
      expect(installed.status, installed.stderr).to.equal(0)
    }
    expect(readFileSync(join(root, 'run'), 'utf8')).to.equal('once once ')
  })
})
