export { demoClientMetadata } from './client-metadata.ts'
export type { DemoClientMetadata, DemoClientOptions } from './client-metadata.ts'
export { openDemoRelyingParty } from './demo-relying-party.ts'
export type { DemoRelyingParty, DemoRelyingPartyOptions } from './demo-relying-party.ts'
