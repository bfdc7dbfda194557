#!/usr/bin/env bash
# oidc-provider's token endpoint answers an error as a web page to whoever sends Java's default `Accept`.
#
# Expected: RFC 6749, section 5.2: the token endpoint's errors are JSON, and there is no other form; RFC 7662 and RFC 7009 say the same of
#   introspection and revocation. A program that sends no preference, or one for everything, gets that.
# What happens: the library negotiates errors between JSON and HTML. `Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2` is what Java's
#   HttpURLConnection sends unless told otherwise, and HTML stands first there: a whole page, with status 400. A success is JSON all the same.
# Why it matters: libraries on Java that do not set the header report "unexpected content type" or nothing, where `invalid_grant` says that
#   somebody has to sign in again. It only shows on errors, so that no first try finds it. Set `Accept: application/json`; as a provider, answer
#   programs with JSON whatever they accept.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts oidc-provider@9.13.3

cat > token.mjs <<'JS'
import { Provider } from 'oidc-provider'

console.info = console.warn = () => {}
const clients = [{
  client_id: 'app', client_secret: 'secret', grant_types: ['client_credentials', 'refresh_token'],
  redirect_uris: [], response_types: [], token_endpoint_auth_method: 'client_secret_post',
}]
const provider = new Provider('http://127.0.0.1', {
  clients, scopes: ['openid', 'offline_access'], features: { clientCredentials: { enabled: true } },
})
const server = provider.listen(0, '127.0.0.1', async () => {
  const at = `http://127.0.0.1:${server.address().port}/token`
  const java = 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2'
  const requests = {
    'a wrong refresh token': { grant_type: 'refresh_token', refresh_token: 'none' },
    'client credentials': { grant_type: 'client_credentials' },
  }
  for (const [accept, name] of [['*/*', 'everything'], [java, 'what Java does']]) {
    for (const [what, fields] of Object.entries(requests)) {
      const body = new URLSearchParams({ client_id: 'app', client_secret: 'secret', ...fields })
      const response = await fetch(at, { method: 'POST', headers: { accept }, body })
      const type = response.headers.get('content-type').split(';')[0]
      console.log(`accepting ${name}, ${what}: ${response.status} ${type}`)
    }
  }
  server.close()
})
JS

wanted=$(cat <<'SEEN'
accepting everything, a wrong refresh token: 400 application/json
accepting everything, client credentials: 200 application/json
accepting what Java does, a wrong refresh token: 400 text/html
accepting what Java does, client credentials: 200 application/json
SEEN
)
seen=$(node token.mjs 2> "$tmp/warnings") || { cat "$tmp/warnings" >&2; exit 1; }
node -p '"oidc-provider " + JSON.parse(require("fs").readFileSync("node_modules/oidc-provider/package.json")).version'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
