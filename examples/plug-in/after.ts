import express from 'express'
import { Provider } from 'oidc-provider'
import { openSqliteStore, stepUp } from 'oidc-step-up'
import { users } from './host/accounts.ts'
import { configuration } from './host/configuration.ts'
import { loginPages } from './host/login-pages.ts'
import { fileFor, issuer, port, secret } from './host/settings.ts'
import { shop } from './host/shop.ts'

const mfa = stepUp({
  accounts: { find: (id) => users.find(id).then((user) => user && { label: user.email }) },
  store: openSqliteStore({ path: fileFor('step-up.sqlite') }),
  sealingKeys: [{ id: '1', key: secret('sealing-key') }],
  cookieKeys: [secret('cookie-key')],
  issuerName: 'ACME',
})
const provider = new Provider(issuer, mfa.configure(configuration))

const app = express()
app.use('/login', loginPages(provider))
app.use(mfa.attach(provider).callback())
app.use(shop())
app.use(provider.callback())

const password = secret('password-of-alice')
await users.add('alice@example.com', password)
app.listen(port, '127.0.0.1', () => {
  process.stdout.write(`${issuer}/ is ready for alice@example.com, password ${password}\n`)
})
