#!/usr/bin/env bash
# grant (Node.js) asks userinfo after a refusal too, as the bearer of `undefined`.
#
# Expected: OpenID Connect Core, section 3.1.2.6: an error at the redirect URI ends the request. There is no code, no token and so nothing to
#   ask userinfo with; RFC 6750, section 2.1 has a token behind `Bearer`.
# What happens: with `response: ['tokens', 'profile']`, as its documentation has it, the callback is refused as it should be, without a
#   token request; then userinfo is asked with `Authorization: Bearer undefined`, and its error stands beside the provider's.
# Why it matters: every cancelled or refused step-up is followed by an `invalid_token` at userinfo, from the application's own address. A
#   provider that limits wrong tokens by address, or warns of them, counts people who pressed Cancel. Look at `error` first; `profile` says
#   that a token is wrong, where nobody was let in.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts grant@5.4.24

cat > refusal.cjs <<'JS'
const { createServer } = require('node:http')
const grant = require('grant')

const listen = async (server) => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${server.address().port}`
}

async function main() {
  const provider = createServer((request, response) => {
    console.log(`the provider is asked: ${request.method} ${request.url} Authorization: ${request.headers.authorization}`)
    response.writeHead(401, { 'content-type': 'application/json' })
    response.end('{"error":"invalid_token"}')
  })
  const at = await listen(provider)
  const handle = grant({
    handler: 'node',
    session: { secret: 'of the application' },
    config: {
      defaults: { origin: 'http://app.example', transport: 'state', state: true, response: ['tokens', 'profile'] },
      id: {
        oauth: 2, key: 'app', secret: 'secret', scope: ['openid'],
        authorize_url: `${at}/auth`, access_url: `${at}/token`, profile_url: `${at}/me`,
      },
    },
  })
  const application = createServer(async (request, response) => {
    const { response: outcome, redirect } = await handle(request, response)
    if (redirect) return
    const { error, profile } = outcome
    console.log(`the application reads: error ${error}, profile ${JSON.stringify(profile)}`)
    response.end()
  })
  const own = await listen(application)
  const begun = await fetch(`${own}/connect/id`, { redirect: 'manual' })
  const state = new URL(begun.headers.get('location')).searchParams.get('state')
  const cookie = begun.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const query = new URLSearchParams({ error: 'unmet_authentication_requirements', state, iss: at })
  await (await fetch(`${own}/connect/id/callback?${query}`, { headers: { cookie } })).text()
  for (const server of [application, provider]) server.close()
}
main()
JS

wanted=$(cat <<'SEEN'
the provider is asked: GET /me Authorization: Bearer undefined
the application reads: error unmet_authentication_requirements, profile {"error":{"error":"invalid_token"}}
SEEN
)
seen=$(node refusal.cjs)
node -p '"grant " + require("grant/package.json").version'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
