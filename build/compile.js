import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * Plain JavaScript, so that Node does not have to load what strips types from TypeScript: that alone takes a
 * quarter of a second and 40 MiB of a server that runs for months.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** What `npm start` runs. The compiler writes all files at once, so its age is theirs. */
const PROGRAM = 'dist/cli/main.js'

/**
 * Compiles `src/` to `dist/` where a source is newer than what was made of it. Some 3 seconds; 10 milliseconds
 * where nothing is to do.
 *
 * @param root the checkout. @default this one
 * @returns whether `dist/` is what the sources say; if not, the compiler has told why
 */
export function compile(root = ROOT) {
  if (!isStale(root)) return true
  process.stderr.write('Compiling the sources, which takes some seconds…\n')
  // Left as it was, it would pass for the new one from now on.
  rmSync(join(root, PROGRAM), { force: true })
  const tsc = join(
    dirname(createRequire(join(root, 'package.json')).resolve('typescript/package.json')),
    'bin/tsc',
  )
  const { status } = spawnSync(
    process.execPath,
    [tsc, '-p', join(root, 'src/tsconfig.json'), '--noEmitOnError'],
    // What a program prints for programs stays alone on its output.
    { stdio: ['ignore', 2, 2] },
  )
  return status === 0
}

function isStale(root) {
  const program = join(root, PROGRAM)
  if (!existsSync(program)) return true
  const made = statSync(program).mtimeMs
  const isNewer = (file) => statSync(join(root, file)).mtimeMs > made
  return (
    ['tsconfig.json', 'package-lock.json'].some(isNewer) ||
    readdirSync(join(root, 'src'), { recursive: true }).some((file) => isNewer(join('src', file)))
  )
}
