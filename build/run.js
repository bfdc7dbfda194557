import cluster from 'node:cluster'
import { compile } from './compile.js'

/*
 * The program of a checkout: `npm start` and `npm run cli`. It runs what an operator runs, compiled, and never
 * what is older than its source.
 */
if (cluster.isWorker || compile()) await import('../dist/cli/main.js')
else process.exitCode = 1
