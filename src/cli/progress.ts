import type { Stage } from '../stores/transfer/fill.ts'
import type { Output } from './io.ts'

/** Tells people how far long work is. */
export interface Progress {
  readonly tell: (stage: Stage | 'upgrading' | 'importing', count: number) => void
  /** Clears the line. */
  readonly end: () => void
}

/** Milliseconds between two lines: on a terminal, where each takes the place of the last, and in a log. */
const EVERY = { terminal: 1000, log: 30_000 } as const

const STAGES = {
  checking: ['checking the backup', 'records'],
  copying: ['copying', 'records'],
  comparing: ['comparing', 'records'],
  importing: ['importing', 'accounts'],
  upgrading: ['carrying over', 'accounts'],
} as const satisfies Record<
  Stage | 'upgrading' | 'importing',
  readonly [doing: string, what: string]
>

export function createProgress(stream: Output): Progress {
  const every = stream.isTTY ? EVERY.terminal : EVERY.log
  let lastReport = performance.now()
  let isShown = false
  return {
    tell(stage, count) {
      if (performance.now() - lastReport < every) return
      lastReport = performance.now()
      const [doing, what] = STAGES[stage]
      const text = `${doing}: ${count.toLocaleString('en')} ${what}`
      stream.write(stream.isTTY ? `\r\u001b[K${text}` : `${text}\n`)
      isShown = true
    },
    end() {
      if (isShown && stream.isTTY) stream.write('\r\u001b[K')
    },
  }
}
