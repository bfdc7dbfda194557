import type { EmailFieldError } from '../email-views.ts'
import type { EmailPages } from '../../pages/email.ts'

interface ToldText {
  readonly heading: string
  readonly lead: string
  /** The way on. */
  readonly link: string
}

/** The words of the pages about an account's address. A language that lacks one fails the type check. */
export interface EmailTexts {
  readonly heading: string
  /** On the page about security: to this one. */
  readonly link: string
  readonly none: string
  readonly verified: (address: string) => string
  readonly unverified: (address: string) => string
  readonly next: string
  readonly hint: (minutes: number) => string
  readonly submit: string
  readonly asked: (address: string, minutes: number) => string
  readonly changed: (address: string) => string
  readonly errors: Readonly<Record<EmailFieldError, string>>
  readonly confirm: {
    readonly heading: string
    readonly lead: (address: string) => string
    readonly submit: string
  }
  readonly undo: {
    readonly heading: string
    readonly lead: (address: string) => string
    readonly leadWithout: string
    readonly submit: string
  }
  readonly told: Readonly<Record<EmailPages['email-told']['code'], ToldText>>
}
