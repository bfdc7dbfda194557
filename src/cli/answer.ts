import type { Command } from 'commander'
/** What a command exits with; `--help` tells it. */
export const EXIT = {
  ok: 0,
  /** Something that should work does not. */
  fault: 1,
  /** The command line, the configuration or the input is wrong. */
  usage: 2,
  notFound: 3,
  /** The command was understood and not done: a conflict, a rule, or a "no". */
  refused: 4,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What a command comes to: the same facts for people and for programs. */
export interface Answer {
  readonly exit: ExitCode
  readonly text: string
  readonly json: unknown
  /** Standard output was taken by what the command was asked for. */
  readonly onStderr?: boolean
}

export const done = (text: string, json: unknown): Answer => ({ exit: EXIT.ok, text, json })

/** @param error a literal that programs can go by */
export function failed(
  exit: Exclude<ExitCode, 0>,
  error: string,
  message: string,
  more: object = {},
): Answer {
  return { exit, text: message, json: { error, message, ...more } }
}

/** An answer that is this code and what it says; `more` is for programs. */
type Failure = (error: string, message: string, more?: object) => Answer

export const misused: Failure = (...what) => failed(EXIT.usage, ...what)
export const declined: Failure = (...what) => failed(EXIT.refused, ...what)
export const missing: Failure = (...what) => failed(EXIT.notFound, ...what)
export const faulty: Failure = (...what) => failed(EXIT.fault, ...what)

export const noSuchAccount = (login: string): Answer =>
  missing('account_not_found', `there is no account "${login}"`)

/** What is added to an answer where a mail was posted: the server sends it, now or when it runs next. */
export const toldByMail = (mailed: boolean): string =>
  mailed ? '; the owner is notified by mail' : ''

/** Runs a command's work and prints what it comes to. */
export type Run = (command: Command, work: () => Promise<Answer>) => Promise<void>

/** Runs a command that prints nothing itself, and resolves its exit code. */
export type RunServer = (command: Command, work: () => Promise<number>) => Promise<void>
