import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Io } from './io.ts'

export type PasswordInput =
  | { readonly outcome: 'read'; readonly password: string }
  /** Nothing was given: an empty line, the end of input, or Ctrl-C. */
  | { readonly outcome: 'none' }
  /** Typed twice, and not alike. */
  | { readonly outcome: 'different' }
  /** Not one line. */
  | { readonly outcome: 'several_lines' }

/**
 * Reads a new password: from a terminal twice and without echo, else one line of standard input.
 * Never from an argument, which every user of the machine can read in the list of processes, and which
 * the shell keeps in its history.
 */
export async function readNewPassword(io: Io): Promise<PasswordInput> {
  if (!io.stdin.isTTY) return oneLine(await text(io.stdin))
  const [first, second] = await ask(io, ['New password: ', 'Again: '], { echo: false })
  if (!first || second === undefined) return { outcome: 'none' }
  return first === second ? { outcome: 'read', password: first } : { outcome: 'different' }
}

/** Asks a yes-or-no question on a terminal; anything but a yes is a no. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  const [answer] = await ask(io, [`${question} [y/N] `], { echo: true })
  return /^y(es)?$/i.test(answer?.trim() ?? '')
}

/** Asks for a line on a terminal; an empty one where there is none. */
export async function askFor(io: Io, question: string): Promise<string> {
  const [answer = ''] = await ask(io, [question], { echo: true })
  return answer
}

function oneLine(input: string): PasswordInput {
  const line = input.replace(/\r?\n$/, '')
  if (line === '') return { outcome: 'none' }
  return /[\r\n]/.test(line) ? { outcome: 'several_lines' } : { outcome: 'read', password: line }
}

/**
 * Puts questions, and resolves the answers given before the input ended. One reader for all, so that
 * the terminal does not echo between two questions what is typed ahead.
 */
function ask(io: Io, questions: readonly string[], { echo }: { echo: boolean }): Promise<string[]> {
  const silence = new Writable({ write: (_chunk, _encoding, next) => next() })
  const reader = createInterface({
    input: io.stdin,
    output: echo ? io.stderr : silence,
    terminal: true,
    historySize: 0,
  })
  return new Promise((resolve) => {
    const answers: string[] = []
    // Prompts go to standard error: standard output is for programs.
    const prompt = (): void => {
      const question = questions[answers.length] ?? ''
      reader.setPrompt(echo ? question : '')
      if (!echo) io.stderr.write(question)
      reader.prompt()
    }
    reader.on('line', (line) => {
      if (!echo) io.stderr.write('\n')
      answers.push(line)
      if (answers.length === questions.length) reader.close()
      else prompt()
    })
    reader.on('SIGINT', () => reader.close())
    reader.on('close', () => {
      if (answers.length < questions.length) io.stderr.write('\n')
      resolve(answers)
    })
    prompt()
  })
}
