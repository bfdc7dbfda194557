import type { TimeModel, IdentityModel } from './identity-model.ts'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ejs, { type TemplateFunction } from 'ejs'
import type { DangerousAction } from './wish.ts'

interface Form {
  readonly csrf: string
}

export interface DeedModel {
  readonly done: string
  readonly at: TimeModel
}

/** The model of each page, by the name of its view. */
export interface Pages {
  readonly home: Form & {
    readonly identity?: IdentityModel
    readonly actions: readonly { readonly name: DangerousAction; readonly label: string }[]
  }
  readonly claims: Form & { readonly identity: IdentityModel; readonly json: string }
  readonly done: Form & {
    readonly deed: DeedModel
    readonly identity: IdentityModel
    readonly earlier: readonly DeedModel[]
  }
  readonly 'signed-out': { readonly confirmed: boolean; readonly endedElsewhere?: boolean }
  readonly problem: {
    readonly code: string
    readonly title: string
    readonly text: string
    /** Facts beside the text, such as what was asked for and what came. */
    readonly facts: readonly { readonly label: string; readonly value: string }[]
    /** One more try, by a click and never by itself: a redirect would be a loop. */
    readonly retry?: Form & { readonly action: string; readonly dangerous?: DangerousAction }
  }
}

export type RenderPage = <Name extends keyof Pages>(name: Name, model: Pages[Name]) => string

const VIEWS = new URL('../../views/demo/', import.meta.url)
const NAMES = ['home', 'claims', 'done', 'signed-out', 'problem'] as const satisfies (keyof Pages)[]

/** Compiles every view at once, so that a broken one is told at start. */
export function createRenderer(providerName: string): RenderPage {
  const views = new Map<string, TemplateFunction>(
    NAMES.map((name) => {
      const file = new URL(`${name}.ejs`, VIEWS)
      const options = { filename: fileURLToPath(file), strict: true, localsName: 'page' }
      return [name, ejs.compile(readFileSync(file, 'utf8'), options)]
    }),
  )
  return (name, model) => {
    const view = views.get(name)
    if (!view) throw new TypeError(`no view ${name}`)
    return view({ ...model, providerName })
  }
}

/** Served as they stand, by path. */
export const ASSETS: ReadonlyMap<string, { readonly type: string; readonly body: string }> =
  new Map(
    ['demo.css', 'demo.svg'].map((file) => [
      `/${file}`,
      { type: file.slice(file.indexOf('.')), body: readFileSync(new URL(file, VIEWS), 'utf8') },
    ]),
  )
