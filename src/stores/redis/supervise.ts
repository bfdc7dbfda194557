import { setTimeout as wait } from 'node:timers/promises'
import { ErrorReply } from 'redis'
import type { Link } from './link.ts'
import { PATIENCE, afterPatience, lateError, within } from './patience.ts'

/** A link that is replaced when it is broken. */
export interface SupervisedLink {
  command(key: string, args: string[]): Promise<unknown>
  tags(): readonly string[]
  nodes(): readonly ((args: string[]) => Promise<unknown>)[]
  close(): Promise<void>
}

/** Milliseconds between two attempts to reach a part that is out. */
const PAUSE = 500

type Probe = (link: Link) => Promise<unknown>

interface Line {
  /** Those who wait for an answer of this part. */
  readonly waiting: Set<(error: unknown) => void>
  /** Set while the part is out: answered, it is back. */
  probe?: Probe
}

/**
 * Keeps a Redis that does not answer from holding up anybody. From the first command on that stays
 * without an answer, all commands to that part fail at once, those under way included, and nothing is
 * sent there: what piled up in a connection would fill the memory, and be carried out when Redis is
 * back, long after everybody was told that it was not. Meanwhile new links are tried one after another;
 * the first that is answered takes the place of the old one. A connection is never trusted again: after
 * a network was gone, TCP itself may wait for minutes before it goes on.
 *
 * @param open bounded in time, and leaves nothing behind when it rejects
 * @param patience milliseconds after which a command stays without an answer
 */
export async function supervise(
  open: () => Promise<Link>,
  patience = PATIENCE,
): Promise<SupervisedLink> {
  let link = await open()
  let renewing = false
  const lines = new Map<string, Line>()
  const end = new AbortController()

  function attempt(
    part: string,
    probe: Probe,
    work: (current: Link) => Promise<unknown>,
  ): Promise<unknown> {
    const line = lines.get(part) ?? { waiting: new Set() }
    lines.set(part, line)
    if (line.probe) return Promise.reject(new Error('it did not answer a moment ago'))
    return new Promise((resolve, reject) => {
      const stop = afterPatience(() => {
        isOut(line, probe, lateError(patience))
      }, patience)
      const settle = (): void => {
        stop()
        line.waiting.delete(fail)
      }
      const fail = (error: unknown): void => {
        settle()
        reject(error)
      }
      line.waiting.add(fail)
      work(link)
        .then(resolve, (error: unknown) => {
          // Late, and told already. Or it was answered: by that it is alive.
          if (line.waiting.has(fail) && !isAnswer(error)) isOut(line, probe, error)
          reject(error)
        })
        .finally(settle)
    })
  }

  function isOut(line: Line, probe: Probe, error: unknown): void {
    line.probe = probe
    for (const fail of line.waiting) fail(error)
    if (!renewing) void renewUntilAllAnswer()
  }

  async function renewUntilAllAnswer(): Promise<void> {
    renewing = true
    for (;;) {
      const out = [...lines.values()].filter(({ probe }) => probe)
      if (out.length === 0 || end.signal.aborted) break
      if (!(await renew(out))) {
        await wait(PAUSE, undefined, { ref: false, signal: end.signal }).catch(() => undefined)
      }
    }
    renewing = false
  }

  /** True when a part is back that was out. */
  async function renew(out: readonly Line[]): Promise<boolean> {
    const next = await open().catch(() => undefined)
    if (!next) return false
    const answered = await Promise.all(out.map(({ probe }) => isAnswered(probe?.(next))))
    if (!answered.includes(true) || end.signal.aborted) {
      next.destroy()
      return false
    }
    for (const [index, line] of out.entries()) if (answered[index]) delete line.probe
    const former = link
    link = next
    void retire(former)
    return true
  }

  return {
    command: (key, args) =>
      attempt(
        link.partOf(key),
        // A write, which changes nothing (or is refused, where something else stands there).
        (next) => next.command(key, ['SETRANGE', key, '0', '']),
        (current) => current.command(key, args),
      ),

    tags: () => link.tags(),

    nodes: () =>
      link.nodes().map(({ part }) => {
        const ask = (asked: Link, args: string[]): Promise<unknown> | undefined =>
          asked
            .nodes()
            .find((node) => node.part === part)
            ?.ask(args)
        return (args) =>
          attempt(
            part,
            // A Cluster may have gone on without it.
            async (next) => ask(next, ['PING']),
            async (current) => ask(current, args) ?? Promise.reject(new Error(`${part} is gone`)),
          )
      }),

    async close() {
      end.abort()
      await retire(link)
    },
  }
}

/** Redis answers, be it with an error. */
async function isAnswered(probed: Promise<unknown> | undefined): Promise<boolean> {
  try {
    await within(Promise.resolve(probed))
    return true
  } catch (error) {
    return isAnswer(error)
  }
}

/**
 * Redis has answered, be it with an error; but a replica's word that it takes no writes is none: what was the
 * master when the connection was made is so no more, and behind the same name or address is another by now.
 */
const isAnswer = (error: unknown): boolean =>
  error instanceof ErrorReply && !/^(?:.*-)?READONLY /.test(error.message)

/** What is under way may end; a Redis that does not answer keeps nothing open. */
async function retire(link: Link): Promise<void> {
  await within(Promise.resolve(link.close())).catch(() => undefined)
  try {
    link.destroy()
  } catch {
    // It was closed already.
  }
}
