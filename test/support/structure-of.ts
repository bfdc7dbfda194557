/**
 * A page without its words: the tags with their attributes, and where between them something can be read.
 *
 * @param isWorded whether an attribute's value is taken for words too
 */
export function structureOf(html: string, isWorded: (attribute: string) => boolean): string {
  return html
    .replace(/<html[^>]*>/, '')
    .replaceAll(/>[^<]*[^<\s][^<]*</g, '>words<')
    .replaceAll(/ ([\w-]+)="[^"]*[^"\s][^"]*"/g, (whole, attribute: string) =>
      isWorded(attribute) ? ` ${attribute}` : whole,
    )
}
