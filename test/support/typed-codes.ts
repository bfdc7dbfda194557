/**
 * How people's keyboards and applications write a code of digits, by what it is called. The digits of
 * other scripts are those of ECMA-402's table, which nothing of ours has made.
 */
export const WRITINGS: readonly (readonly [string, (code: string) => string])[] = [
  ['plain', (code) => code],
  ...Intl.supportedValuesOf('numberingSystem')
    .map((system) => [system, digitsOf(system)] as const)
    .filter(([, digits]) => digits.every((digit) => /^\p{Nd}$/u.test(digit)))
    .map(([system, digits]) => [system, (code: string) => inDigits(code, digits)] as const),
  ...Object.entries({
    space: ' ',
    'no-break space': '\u00a0',
    'narrow no-break space': '\u202f',
    'thin space': '\u2009',
    'figure space': '\u2007',
    'ideographic space': '\u3000',
    tabulator: '\t',
    hyphen: '-',
    'no-break hyphen': '\u2011',
    'en dash': '\u2013',
    minus: '\u2212',
    dot: '.',
    'middle dot': '\u00b7',
    bullet: '\u2022',
    comma: ',',
    'Arabic comma': '\u060c',
    'zero-width space': '\u200b',
    'zero-width joiner': '\u200d',
    'word joiner': '\u2060',
    'byte order mark': '\ufeff',
    'soft hyphen': '\u00ad',
    'variation selector': '\ufe0f',
  }).map(([name, mark]) => [name, between(mark)] as const),
  ['marks of direction', (code) => `\u200f\u202b${code}\u202c\u200e`],
  ['isolates', (code) => `\u2067${code}\u2069`],
  ['Arabic letter mark', (code) => `\u061c${code}`],
  ['brackets and spaces', (code) => ` (${between(' ')(code)}) `],
]

/** What is not a code, however it is written. */
export const NO_CODES = ['12345a', '①②③④⑤⑥', '१२३४५क', '一二三四五六', '123+456', '²³⁴⁵⁶⁷']

function digitsOf(system: string): readonly string[] {
  const numbers = new Intl.NumberFormat(`en-u-nu-${system}`, { useGrouping: false })
  return Array.from({ length: 10 }, (_, value) => numbers.format(value))
}

function inDigits(code: string, digits: readonly string[]): string {
  return Array.from(code, (digit) => digits[Number(digit)]).join('')
}

function between(mark: string): (code: string) => string {
  return (code) => `${code.slice(0, 3)}${mark}${code.slice(3)}`
}
