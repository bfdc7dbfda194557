import { connect } from 'node:net'

/** Sends what is no request, as it is; resolves when the server has closed the connection. */
export const sendText = (server: { readonly url: string }, text: string): Promise<string> =>
  new Promise((resolve) => {
    const { port, hostname } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (part: string) => (answer += part))
    socket.on('error', () => {})
    socket.on('close', () => {
      resolve(answer)
    })
    socket.write(text)
  })
