#!/usr/bin/env bash
# idpyoidc signs in by client_secret_basic, and does not know that method when it refreshes.
#
# Expected: RFC 6749, section 6: the refresh is asked of the same endpoint, by the same client authentication as the code was exchanged by.
# What happens: with the relying party's default services the code is exchanged by HTTP Basic, the default of OpenID Connect. `refresh_access_token`
#   chooses the same method from the same metadata and raises Unsupported ("Unknown client authentication method") before anything is sent:
#   only the access token's service has brought the method along.
# Why it matters: it shows an hour after the sign-in, as an error of the library and none of the provider, whose log has nothing. People are sent
#   through the sign-in again, with its second factor. Name the methods: `client_authn_methods: ['client_secret_basic']`, in the client's
#   configuration.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# It writes keys of its own where it runs.
cd "$tmp"
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps \
  idpyoidc==5.0.0 annotated-types==0.8.0 certifi==2026.10.19.post1 cffi==2.1.1 charset-normalizer==3.5.3 cryptography==50.0.2 \
  cryptojwt==1.11.0 filelock==4.3.1 idna==3.20 Jinja2==3.1.6 MarkupSafe==3.0.4 pycparser==3.12 pydantic==2.14.4 \
  pydantic-settings==2.16.3 pydantic_core==2.50.5 pyOpenSSL==26.4.0 python-dotenv==1.2.4 PyYAML==6.0.4 requests==2.34.2 \
  responses==0.26.3 typing-inspection==0.4.5 typing_extensions==4.16.0 urllib3==2.8.0

cat > "$tmp/refresh.py" <<'PYTHON'
import json
import logging
import time
from urllib.parse import parse_qs, urlparse

from cryptojwt.jwk.rsa import new_rsa_key
from cryptojwt.jws.jws import JWS
from idpyoidc.client.rp_handler import RPHandler

logging.disable(logging.CRITICAL)
ISSUER = 'https://id.example.com'
KEY = new_rsa_key(kid='one')
METADATA = {
    'issuer': ISSUER, 'authorization_endpoint': ISSUER + '/auth', 'token_endpoint': ISSUER + '/token', 'jwks_uri': ISSUER + '/jwks',
    'userinfo_endpoint': ISSUER + '/me', 'response_types_supported': ['code'], 'subject_types_supported': ['public'],
    'grant_types_supported': ['authorization_code', 'refresh_token'], 'id_token_signing_alg_values_supported': ['RS256'],
    'token_endpoint_auth_methods_supported': ['client_secret_basic', 'client_secret_post']}

class Answer:
    status_code, headers, url = 200, {'content-type': 'application/json'}, ''

    def __init__(self, body):
        self.text = json.dumps(body)

class Provider:
    """Stands for the network."""

    nonce = ''

    def __call__(self, method, url, data='', headers=None, **_):
        if url.endswith('/openid-configuration'):
            return Answer(METADATA)
        if url.endswith('/jwks'):
            return Answer({'keys': [KEY.serialize()]})
        if url.endswith('/me'):
            return Answer({'sub': 'anna'})
        by = (headers or {}).get('Authorization', 'no header').split()[0]
        print('the provider is asked for tokens:', parse_qs(data)['grant_type'][0], 'by', by)
        now = int(time.time())
        claims = {'iss': ISSUER, 'sub': 'anna', 'aud': 'app', 'iat': now, 'exp': now + 300, 'nonce': self.nonce}
        id_token = JWS(json.dumps(claims), alg='RS256').sign_compact([KEY])
        return Answer({'access_token': 'A', 'token_type': 'Bearer', 'expires_in': 300, 'refresh_token': 'R', 'id_token': id_token})

def go_through(name, **further):
    provider = Provider()
    client = {'issuer': ISSUER, 'client_id': 'app', 'client_secret': 'a-secret-that-is-long-enough', 'client_type': 'oidc',
              'redirect_uris': ['https://app.example.com/callback'], 'response_types': ['code'], **further}
    handler = RPHandler(base_url='https://app.example.com', client_configs={'id': client}, httpc=provider)
    sent = {key: value for key, (value,) in parse_qs(urlparse(handler.begin('id')).query).items()}
    provider.nonce = sent['nonce']
    handler.finalize(ISSUER, {'code': 'C', 'state': sent['state'], 'iss': ISSUER})
    try:
        handler.refresh_access_token(sent['state'], client=handler.issuer2rp[ISSUER])
        print(f'{name}: refreshed')
    except Exception as problem:
        print(f'{name}: {type(problem).__name__}: {problem}')

go_through('by default')
go_through('with client_authn_methods', client_authn_methods=['client_secret_basic'])
PYTHON

wanted=$(cat <<'SEEN'
the provider is asked for tokens: authorization_code by Basic
by default: Unsupported: Unknown client authentication method: client_secret_basic
the provider is asked for tokens: authorization_code by Basic
the provider is asked for tokens: refresh_token by Basic
with client_authn_methods: refreshed
SEEN
)
seen=$("$tmp/venv/bin/python" -W ignore "$tmp/refresh.py" 2> "$tmp/errors") || { cat "$tmp/errors" >&2; exit 1; }
"$tmp/venv/bin/python" -c 'from importlib.metadata import version; print("idpyoidc", version("idpyoidc"))'
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
