/**
 * What a field for a code admits, in one place: the server reads what was typed by it, and the page's
 * fields get `pattern` and `maxlength` from it, so that no browser refuses what the server takes.
 */

/** UTF-16 units, as browsers count `maxlength`: a code of any kind, with much around it. */
export const LONGEST_TYPED_CODE = 64

/**
 * What stands between and around the characters of a code, in people's hands and in what applications
 * copy: white space of every width, punctuation (hyphens, dots, brackets) and the minus sign, and all
 * that is not seen: zero-width characters, marks of direction, soft hyphens, variation selectors. A
 * character class that a regular expression and HTML's `pattern` (flag `v`) read alike.
 */
const AROUND = String.raw`[\s\p{P}\p{Cf}\p{Default_Ignorable_Code_Point}\u2212]`

/** For `pattern`: decimal digits of any script, and what stands around them. */
export const CODE_PATTERN = String.raw`(?:\p{Nd}|${AROUND})*`

const AROUND_ALL = new RegExp(AROUND, 'gv')
const CODE = new RegExp(`^${CODE_PATTERN}$`, 'v')
const DIGIT = /\p{Nd}/v

/** The code without what stands around it, its digits those of ASCII. What no field admits stays as it is. */
export const readDigits = (typed: string): string =>
  typed.length <= LONGEST_TYPED_CODE && CODE.test(typed) ? bare(typed) : typed

/** The same for a code that has letters too: in lower case, and of full width as of the usual one. */
export const readLetters = (typed: string): string =>
  typed.length <= LONGEST_TYPED_CODE ? bare(typed.normalize('NFKC').toLowerCase()) : typed

const bare = (typed: string): string =>
  typed.replace(AROUND_ALL, '').replace(/\p{Nd}/gv, (digit) => String(valueOf(digit)))

/**
 * The digits of every script stand together and in order (Unicode Standard §4.6), so the value is how
 * many stand before it; those of styles that follow one another come in tens as well.
 */
function valueOf(digit: string): number {
  const point = digit.codePointAt(0) ?? 0
  let first = point
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1
  return (point - first) % 10
}

/**
 * What two spellings of a name have in common: a login's, so that look-alike spellings are one account and not
 * two, and a device's, so that a list never holds two that its reader takes for one. NFKC and lower case;
 * normalized again after lower-casing, which can leave decomposed letters.
 */
export const nameKey = (name: string): string =>
  name.normalize('NFKC').trim().toLowerCase().normalize('NFKC')
