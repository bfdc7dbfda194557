import { expect } from 'chai'
import { networkOf } from '../src/kernel/network.ts'

const NETWORKS: Readonly<Record<string, string>> = {
  '192.0.2.77': '192.0.2.0/24',
  '::ffff:192.0.2.77': '192.0.2.0/24',
  '2001:db8:1:2345:6:7:8:9': '2001:db8:1:2300::/56',
  '2001:DB8:0001:23ff::': '2001:db8:1:2300::/56',
  '2001:db8::1': '2001:db8:0:0::/56',
  '::1': '0:0:0:0::/56',
  'fe80::1%eth0': 'fe80:0:0:0::/56',
  '': 'unknown',
  'not an address': 'unknown',
}

describe('the network of an address', () => {
  for (const [address, network] of Object.entries(NETWORKS)) {
    it(`of "${address}" is ${network}`, () => {
      expect(networkOf(address)).to.equal(network)
    })
  }
})
