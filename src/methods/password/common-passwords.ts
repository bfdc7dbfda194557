/** What is left of a password whose trailing digits and signs are dropped. */
const TAIL = /^[\d\p{P}\p{S}]$/u

/** Trailing characters that add nothing: `password2024!!` is tried right after `password`. */
const LONGEST_TAIL = 6

/** Units that short are tried in any repetition: `abcdabcd`, `------------`. */
const SHORT_UNIT = 4

let known: Promise<ReadonlySet<string>> | undefined

/**
 * The list of zxcvbn-ts: some 49,000 passwords of published leaks, in lower case, without what its other
 * rules find. Read at first use, which takes about 25 ms and then 4 MB: a process that sets no password
 * pays neither. The import itself runs once; concurrent first uses share it.
 */
function load(): Promise<ReadonlySet<string>> {
  known ??= import('@zxcvbn-ts/language-common').then(
    ({ dictionary }) => new Set(dictionary['passwords-common']),
  )
  return known
}

/**
 * The password in lower case and, where it ends in a few digits or signs, what stands before them: as
 * long as that is the greater part.
 */
export function stemsOf(password: string): readonly string[] {
  const drafts = Array.from(password.normalize('NFC').toLowerCase())
  const stems = [drafts.join('')]
  for (let tail = 1; tail <= LONGEST_TAIL && tail * 2 < drafts.length; tail += 1) {
    if (!TAIL.test(drafts[drafts.length - tail] ?? '')) break
    stems.push(drafts.slice(0, -tail).join(''))
  }
  return stems
}

/** Whether a password is among the first that anybody would guess, whatever the account. */
export async function isCommon(password: string): Promise<boolean> {
  const list = await load()
  return stemsOf(password).some((stem) => {
    const unit = unitOf(Array.from(stem))
    return unit.length <= SHORT_UNIT || isSequence(unit) || list.has(unit.join(''))
  })
}

/** What a text repeats; the text itself, where it does not. */
function unitOf(drafts: readonly string[]): readonly string[] {
  const { length } = drafts
  for (let size = 1; size * 2 <= length; size += 1) {
    if (length % size === 0 && drafts.every((draft, index) => draft === drafts[index % size])) {
      return drafts.slice(0, size)
    }
  }
  return drafts
}

/** `abcdefgh`, `87654321`; zero may follow nine. */
function isSequence(drafts: readonly string[]): boolean {
  const codes = drafts.map((draft) => draft.codePointAt(0) ?? 0)
  return [1, -1].some((step) =>
    codes.every((code, index) => {
      const previous = codes[index - 1]
      if (previous === undefined || code - previous === step) return true
      return step > 0
        ? drafts[index - 1] === '9' && drafts[index] === '0'
        : drafts[index - 1] === '0' && drafts[index] === '9'
    }),
  )
}
