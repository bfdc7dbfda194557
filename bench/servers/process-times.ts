import { readFileSync } from 'node:fs'

/*
 * What a server's processes have used, one by one, where the probe knows the first of them alone: a
 * primary's workers are its children. As Linux counts it (proc(5)).
 */

/** Milliseconds of processor since it began, all its threads. */
function processorOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // Behind the name, in brackets, which may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[UTIME]) + Number(fields[STIME])) * TICK
}

const [UTIME, STIME] = [11, 12]
/** Milliseconds: USER_HZ is 100 on every platform that Node runs on. */
const TICK = 10

const childrenOf = (pid: number): readonly number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

/** By process id: the process and its children. */
export const processTimes = (pid: number): ReadonlyMap<number, number> =>
  new Map([pid, ...childrenOf(pid)].map((each) => [each, processorOf(each)]))

/** What the busiest of them has used between two looks. */
export const busiestBetween = (
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): number => Math.max(0, ...[...after].map(([pid, used]) => used - (before.get(pid) ?? 0)))
