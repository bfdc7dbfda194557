/**
 * What two spellings of an authenticator's name have in common, so that a list never holds two that
 * its reader takes for one. Normalized again after lower-casing, which can leave decomposed letters.
 */
export const nameKey = (name: string): string =>
  name.normalize('NFKC').trim().toLowerCase().normalize('NFKC')
