import { Fault } from '../../kernel/faults.ts'

/**
 * The issuer cannot be asked, so nobody is let through. Koa and Express read `status` and `headers` of
 * an error that nothing else handles, and log it.
 */
export class IssuerUnavailable extends Fault {
  readonly headers = { 'Retry-After': '5' }

  constructor(message: string, options?: ErrorOptions) {
    super('issuer_unavailable', message, options)
    this.name = 'IssuerUnavailable'
  }
}
