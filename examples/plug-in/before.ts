import express from 'express'
import { Provider } from 'oidc-provider'
import { users } from './host/accounts.ts'
import { configuration } from './host/configuration.ts'
import { loginPages } from './host/login-pages.ts'
import { issuer, port, secret } from './host/settings.ts'
import { shop } from './host/shop.ts'

const provider = new Provider(issuer, configuration)

const app = express()
app.use('/login', loginPages(provider))
app.use(shop())
app.use(provider.callback())

const password = secret('password-of-alice')
await users.add('alice@example.com', password)
app.listen(port, '127.0.0.1', () => {
  process.stdout.write(`${issuer}/ is ready for alice@example.com, password ${password}\n`)
})
