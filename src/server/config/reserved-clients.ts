/** The client through which the account console reaches the provider. */
export const CONSOLE_CLIENT = 'account-console'

/** The demo relying party of the development profile. */
export const DEMO_CLIENT = 'demo'

/** Client ids that no configuration may use. */
export const RESERVED_CLIENTS: readonly string[] = [CONSOLE_CLIENT, DEMO_CLIENT]
