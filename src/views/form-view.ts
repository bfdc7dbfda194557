import type { Form } from '../pages/parts.ts'
import type { Field, View } from './view.ts'

/** A page with one form: what happens when it is sent, and the way out that changes nothing. */
export interface FormPage {
  readonly heading: string
  readonly lead: string
  /** Further paragraphs. @default none */
  readonly lines?: readonly string[]
  readonly form: Form
  readonly accountName: string
  /** For password managers, beside a password. @default none */
  readonly username?: string | undefined
  /** Each with its label, hint and error. @default none: the button confirms */
  readonly fields?: readonly Field[]
  /** A box that is ticked until somebody unticks it. @default none */
  readonly check?: {
    readonly name: string
    readonly value: string
    readonly label: string
    readonly hint: string
  }
  readonly submit: string
  /** It takes something away. @default false */
  readonly danger?: boolean
  /** @default no way out */
  readonly cancelHref?: string
  readonly keep?: string
}

/** What `partials/form-page` is given. */
export const formView = (page: FormPage): View => ({
  lines: [],
  fields: [],
  cancelHref: undefined,
  keep: undefined,
  failed: (page.fields ?? []).some(({ error }) => error !== undefined),
  ...page,
})
