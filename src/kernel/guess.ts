/**
 * A wrong password or code that may come twice: the form was sent twice, byte for byte. It is one guess, and counts
 * once. Budgets are charged before anything is looked at, as ever; what has come before is taken back afterwards.
 *
 * Whoever sends it again learns nothing: `circumstances` names all that the verdict hangs on besides what was typed,
 * so that the very same comes of it again.
 */
export interface Guess {
  /** Of what is wrong: whether it was found wrong before; where it was not, that is kept for some seconds. */
  isRepeated(circumstances: string): Promise<boolean>
  /** The same, and nothing is kept. */
  wasWrong(circumstances: string): Promise<boolean>
}
