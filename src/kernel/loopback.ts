import { isIPv4 } from 'node:net'

/** Names and addresses that lead back to this machine, and so may be reached without TLS. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  (isIPv4(hostname) && hostname.startsWith('127.'))

/** https, or plain http that stays on this machine: what codes, tokens and keys may travel over. */
export const isPrivateTransport = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
