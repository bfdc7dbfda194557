import cluster from 'node:cluster'
import { fileURLToPath } from 'node:url'
import { compile } from './compile.js'

/*
 * The program of a checkout: `npm start` and `npm run cli`. It runs what an operator runs, compiled, and never
 * what was made from other sources. Where nothing can be compiled it runs the sources, which takes more memory.
 */
const outcome = compile()
if (outcome === 'wrong') process.exitCode = 1
else {
  const program = new URL(
    outcome === 'made' ? '../dist/cli/main.js' : '../src/cli/main.ts',
    import.meta.url,
  )
  // Workers run what their primary runs, whatever has become of the sources by then.
  cluster.setupPrimary({ exec: fileURLToPath(program) })
  await import(program.href)
}
