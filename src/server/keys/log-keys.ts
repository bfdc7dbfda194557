import type { Logger } from 'pino'
import type { Clock } from '../../kernel/instant.ts'
import type { Keys } from '../config/configuration.ts'
import { keysInUse } from './in-use.ts'
import { cookieKeyId, kidOf } from './kid.ts'
import type { KeyReport } from './key-watch.ts'

type Ids = Readonly<Record<'signing' | 'cookies' | 'sealing', readonly string[]>>

/** By their ids, in the order in which they are used. */
function idsOf(keys: Keys, clock: Clock): Ids {
  const { jwks, cookies, sealing } = keysInUse(keys, clock())
  return {
    signing: jwks.map(kidOf),
    cookies: cookies.map(cookieKeyId),
    sealing: sealing.map(({ id }) => id),
  }
}

/** Tells the log what keys are in use; a problem that lasts is told once. */
export function logKeys(log: Logger, keys: Keys, clock: Clock): (report: KeyReport) => void {
  let known = idsOf(keys, clock)
  let problem: string | undefined
  return (report) => {
    if (report.outcome === 'refused') {
      const { error } = report
      const text = error instanceof Error ? error.message : String(error)
      if (text === problem) return
      problem = text
      log.error({ problem }, 'the keys cannot be read again: the previous ones stay in use')
      return
    }
    if (problem !== undefined) log.info('the keys can be read again')
    problem = undefined
    if (report.outcome === 'unchanged') return
    const ids = idsOf(report.keys, clock)
    log.info({ keys: ids }, 'other keys are in use')
    const gone = known.sealing.filter((id) => !ids.sealing.includes(id))
    if (gone.length > 0) {
      log.warn({ gone }, 'sealing keys are gone: what is still sealed with one does not open')
    }
    known = ids
  }
}
