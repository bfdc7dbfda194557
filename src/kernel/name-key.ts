/**
 * What two spellings of a name have in common: a login's, so that look-alike spellings are one account and not
 * two, and a device's, so that a list never holds two that its reader takes for one. NFKC and lower case;
 * normalized again after lower-casing, which can leave decomposed letters.
 */
export const nameKey = (name: string): string =>
  name.normalize('NFKC').trim().toLowerCase().normalize('NFKC')
