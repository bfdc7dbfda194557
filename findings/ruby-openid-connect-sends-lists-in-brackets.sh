#!/usr/bin/env bash
# Ruby's openid_connect writes a list of acr_values, and the claims parameter, in the manner of PHP's forms.
#
# Expected: OpenID Connect Core, section 3.1.2.1: `acr_values` is one parameter, its values parted by spaces; section 5.5: `claims` is one
#   parameter, a JSON object. The library does take `scope` and `prompt` as lists and parts them by spaces.
# What happens: `acr_values: [a, b]` becomes `acr_values[]=a&acr_values[]=b`, and a hash in `claims` becomes
#   `claims[id_token][acr][essential]=true`. Text is sent as it is.
# Why it matters: a provider ignores parameters that it does not know (section 3.1.2.1), so the demand for a second factor is lost
#   without an error: people come back with a password alone. Join the values oneself, call `to_json`, and check `acr` on return.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
command -v ruby > /dev/null || { echo 'needs ruby' >&2; exit 2; }
# Debian 12's packages, unpacked here and not installed.
apt-get -o APT::Sandbox::User=root download -qq \
  ruby-activemodel=2:6.1.7.10+dfsg-1~deb12u4 ruby-activesupport=2:6.1.7.10+dfsg-1~deb12u4 \
  ruby-addressable=2.8.1-1 ruby-aes-key-wrap=1.1.0-1 ruby-attr-required=1.0.0-2.1 ruby-bindata=2.4.14-1 \
  ruby-concurrent=1.1.6+dfsg-5 ruby-domain-name=0.5.20190701-1 ruby-http-cookie=1.0.5-1 \
  ruby-httpclient=2.8.3+git20211122.4658227-1 ruby-i18n=1.10.0-2 ruby-json-jwt=1.14.0-2 ruby-mail=2.7.1+dfsg1-2 \
  ruby-mini-mime=1.1.1-2 ruby-multi-json=1.14.1-2 ruby-openid-connect=1.2.0-2 ruby-public-suffix=4.0.6+ds-2 \
  ruby-rack-oauth2=1.21.3-1 ruby-rack=2.2.22-0+deb12u2 ruby-swd=1.0.1-2.1 ruby-tzinfo=2.0.5-1 \
  ruby-unf-ext=0.0.7.7-1+b4 ruby-unf=0.1.4-2.1 ruby-validate-email=0.1.6+git-1 ruby-validate-url=1.0.2+git-2 \
  ruby-webfinger=1.0.2-2.1 ruby-zeitwerk=2.6.1-1
for package in ./*.deb; do dpkg-deb -x "$package" root; done
RUBYLIB=$(find "$tmp/root" -type d \( -path '*/gems/*/lib' -o -name concurrent-ruby -o -path '*/vendor_ruby' -o -path '*/vendor_ruby/3.*' \) |
  paste -sd:)
export RUBYLIB

cat > request.rb <<'RUBY'
require 'logger'
require 'openid_connect'

CLIENT = OpenIDConnect::Client.new(
  identifier: 'intranet', redirect_uri: 'https://intranet.example.com/callback', host: 'id.example.com'
)
DEMAND = { id_token: { acr: { essential: true, value: 'urn:step-up:2fa' } } }.freeze

def sent(label, parameters)
  uri = CLIENT.authorization_uri({ scope: [:openid], nonce: 'n', state: 's' }.merge(parameters))
  query = URI.decode_www_form(URI(uri).query).reject { |name, _| %w[client_id redirect_uri response_type nonce state].include?(name) }
  puts "#{label}: #{query.map { |name, value| "#{name}=#{value}" }.join(' & ')}"
end

sent 'lists', prompt: %i[login consent], acr_values: %w[urn:step-up:2fa urn:other]
sent 'a hash', claims: DEMAND
sent 'text', acr_values: 'urn:step-up:2fa urn:other', claims: DEMAND.to_json
RUBY

wanted=$(cat <<'SEEN'
lists: acr_values[]=urn:step-up:2fa & acr_values[]=urn:other & prompt=login consent & scope=openid
a hash: claims[id_token][acr][essential]=true & claims[id_token][acr][value]=urn:step-up:2fa & scope=openid
text: acr_values=urn:step-up:2fa urn:other & claims={"id_token":{"acr":{"essential":true,"value":"urn:step-up:2fa"}}} & scope=openid
SEEN
)
seen=$(ruby -W0 request.rb)
echo "$(basename ruby-openid-connect*.deb), $(ruby --version | cut -d' ' -f1,2)"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
