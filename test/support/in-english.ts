import type { PageName, Pages, RenderPage } from '../../src/pages/pages.ts'

/** Renders pages in English. */
export const inEnglish =
  (render: RenderPage) =>
  <Name extends PageName>(name: Name, model: Pages[Name]): string =>
    render(name, model, 'en')
