/** Longer than any description of ours: an address and a header have to hold it. */
const LONGEST = 400

/**
 * What may stand in `error_description`: printable ASCII without `"` and `\` (RFC 6749 §4.1.2.1, §5.2, and RFC 6750 §3
 * for headers). Whatever else somebody got into a sentence, an Origin for example, arrives as a question mark.
 */
export const printable = (text: string): string =>
  text
    .replaceAll(/[‘’"]/g, "'")
    .replaceAll('…', '...')
    .replaceAll(/[^\x20-\x5b\x5d-\x7e]/g, '?')
    .slice(0, LONGEST)
