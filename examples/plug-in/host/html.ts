/** A page of the application's. Titles and bodies are its own: nothing that was typed gets here. */
export const html = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
  <h1>${title}</h1>${body}</html>`
