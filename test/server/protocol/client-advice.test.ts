import { expect } from 'chai'
import { adviceOn } from '../../../src/server/protocol/client-advice.ts'

const SHOP = {
  client_id: 'shop',
  client_secret: 'letters-digits_and-such-0123456789',
  first_party: true,
  require_pkce: true,
} as const

const codesOf = (
  client: Parameters<typeof adviceOn>[0],
  pkce: 'where-needed' | 'always' = 'where-needed',
): string[] => adviceOn(client, { pkce }).map(({ code }) => code)

describe('advice on a client', () => {
  it('is none where PKCE is demanded and every library sends the secret alike', () => {
    expect(codesOf(SHOP)).deep.equal([])
  })

  it('names one of which nothing demands PKCE, with the reason', () => {
    const { require_pkce: _, ...shop } = SHOP
    expect(codesOf(shop)).deep.equal(['pkce_not_demanded'])
    expect(codesOf(shop, 'always')).deep.equal([])
    for (const further of [
      { token_endpoint_auth_method: 'none' },
      { step_up_profile: 'fapi2' },
      { response_types: ['id_token'] },
      { response_types: [] },
    ]) {
      expect(codesOf({ ...shop, ...further }), JSON.stringify(further)).deep.equal([])
    }
    const [first] = adviceOn(shop, { pkce: 'where-needed' })
    expect(first?.advice).match(/RFC 9700 section 2\.1\.1.*S256.*require_pkce: true/)
  })

  it('says of Microsoft Entra ID what no registration can change', () => {
    const entra = { ...SHOP, step_up_preset: 'entra', response_types: ['id_token'] } as const
    expect(codesOf(entra)).deep.equal(['hint_of_another_issuer'])
    const [first] = adviceOn(entra, { pkce: 'where-needed' })
    expect(first?.advice).match(/id_token_hint.*invalid_request.*no sign-in/)
    expect(codesOf({ ...SHOP, step_up_preset: 'grafana' })).deep.equal([])
  })

  it('names a secret, or an id, that libraries send in several ways, and never says it', () => {
    for (const secret of ['a+b', 'a%b', 'ä', 'tab\t']) {
      const client = { ...SHOP, client_secret: secret }
      expect(codesOf(client), secret).deep.equal(['credentials_need_encoding'])
      const [first] = adviceOn(client, { pkce: 'where-needed' })
      expect(first?.advice)
        .match(/client_secret /)
        .not.include(secret)
      expect(codesOf({ ...client, token_endpoint_auth_method: 'client_secret_post' })).deep.equal(
        [],
      )
    }
    for (const id of ['urn:shop', 'a+b', '50%']) {
      const [first] = adviceOn({ ...SHOP, client_id: id }, { pkce: 'where-needed' })
      expect(first?.advice).match(/client_id /)
    }
    expect(codesOf({ ...SHOP, client_secret: 'a b/c=d&e:f' })).deep.equal([])
  })
})
