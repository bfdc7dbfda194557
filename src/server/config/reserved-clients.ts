/** The client through which the account console reaches the provider. */
export const CONSOLE_CLIENT = 'account-console'

/** The demo relying party of the development profile. */
export const DEMO_CLIENT = 'demo'

/** Client ids that no configuration may use. */
export const RESERVED_CLIENTS: readonly string[] = [CONSOLE_CLIENT, DEMO_CLIENT]

/** Whose a client id is besides the store's. */
export const ownersOf =
  (configuration: { readonly clients: readonly { readonly client_id: string }[] }) =>
  (id: string): 'configuration' | 'server' | undefined => {
    if (configuration.clients.some((client) => client.client_id === id)) return 'configuration'
    return RESERVED_CLIENTS.includes(id) ? 'server' : undefined
  }
