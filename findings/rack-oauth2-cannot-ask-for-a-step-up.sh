#!/usr/bin/env bash
# rack-oauth2 puts an error that it does not know into the body, and leaves it out of WWW-Authenticate.
#
# Expected: RFC 6750, section 3: the error goes into the challenge. RFC 9470, section 3 adds `insufficient_user_authentication`, with
#   `acr_values` and `max_age` there; `unauthorized!` takes any error, a description and further parameters.
# What happens: the header has an error only for three names (invalid_request, invalid_token, insufficient_scope). For RFC 9470's it is
#   `Bearer realm="…"`, as if no token had been sent; the name is in the JSON body alone, the further parameters nowhere.
# Why it matters: applications read the challenge: this one says "sign in", so they fetch a token of the same class, and are refused again,
#   for ever. An API on this library has to write the header itself, after the library has answered.
set -euo pipefail
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
command -v ruby > /dev/null || { echo 'needs ruby' >&2; exit 2; }
# Debian 12's packages, unpacked here and not installed.
apt-get -o APT::Sandbox::User=root download -qq ruby-activesupport=2:6.1.7.10+dfsg-1~deb12u4 ruby-addressable=2.8.1-1 \
  ruby-aes-key-wrap=1.1.0-1 ruby-attr-required=1.0.0-2.1 ruby-bindata=2.4.14-1 ruby-concurrent=1.1.6+dfsg-5 \
  ruby-domain-name=0.5.20190701-1 ruby-http-cookie=1.0.5-1 ruby-httpclient=2.8.3+git20211122.4658227-1 ruby-i18n=1.10.0-2 \
  ruby-json-jwt=1.14.0-2 ruby-multi-json=1.14.1-2 ruby-public-suffix=4.0.6+ds-2 ruby-rack=2.2.22-0+deb12u2 \
  ruby-rack-oauth2=1.21.3-1 ruby-tzinfo=2.0.5-1 ruby-unf=0.1.4-2.1 ruby-unf-ext=0.0.7.7-1+b4 ruby-zeitwerk=2.6.1-1
for package in ./*.deb; do dpkg-deb -x "$package" root; done
RUBYLIB=$(find "$tmp/root" -type d \( -path '*/gems/*/lib' -o -name concurrent-ruby -o -path '*/vendor_ruby' -o -path '*/vendor_ruby/3.*' \) |
  paste -sd:)
export RUBYLIB

cat > challenge.rb <<'RUBY'
require 'json'
require 'logger'
require 'rack/oauth2'

def challenge(error)
  api = Rack::OAuth2::Server::Resource::Bearer.new(->(_) { [200, {}, []] }, 'api') do |request|
    request.unauthorized!(error, 'more is needed', acr_values: 'urn:step-up:2fa', max_age: 300)
  end
  status, headers, body = api.call('REQUEST_METHOD' => 'GET', 'HTTP_AUTHORIZATION' => 'Bearer token', 'rack.input' => StringIO.new)
  told = JSON.parse(body.first)
  puts "#{status} #{headers['WWW-Authenticate']}, body #{told.keys.sort.join(' ')}, error #{told['error']}"
end

challenge :invalid_token
challenge :insufficient_user_authentication
RUBY

wanted=$(cat <<'SEEN'
401 Bearer realm="api", error="invalid_token", error_description="more is needed", body error error_description, error invalid_token
401 Bearer realm="api", body error error_description, error insufficient_user_authentication
SEEN
)
seen=$(ruby -W0 challenge.rb)
echo "$(basename ruby-rack-oauth2*.deb), $(ruby --version | cut -d' ' -f1,2)"
echo "$seen"
[ "$seen" = "$wanted" ] || { echo 'It behaves differently now.' >&2; exit 1; }
