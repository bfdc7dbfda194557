#!/usr/bin/env node
import cluster from 'node:cluster'
import { runProgram } from './program.ts'

const { argv, env, stderr, stdin, stdout } = process

// Not `process.exit`: what was printed may still be on its way through a pipe.
process.exitCode = await runProgram(argv.slice(2), {
  env,
  stderr,
  stdin,
  stdout,
  signals: process,
})

// A worker's channel to the primary would keep it alive.
cluster.worker?.disconnect()
