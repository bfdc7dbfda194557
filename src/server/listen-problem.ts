/** Why nothing can listen there, in words for whoever starts it. */
export function listenProblem({ code, message }: NodeJS.ErrnoException, address: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `another program listens on ${address} already; stop it, or set another port`
    case 'EACCES':
      return `listening on ${address} is not allowed; ports below 1024 need a privilege`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${address} is no address of this machine; set another host`
    default:
      return `cannot listen on ${address} (${code ?? message})`
  }
}
